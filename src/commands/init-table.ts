import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../base/errors.ts'
import type { Dataset } from '../data/dataset.ts'
import { isTable } from '../data/extensions.ts'
import { listDataset } from '../data/list-dataset.ts'
import { guessedColumns } from '../data/table/guessed-columns.ts'
import { relativeTo } from './init-paths.ts'

/** A table that `init` was given, or found in the folder it was given. */
export interface FoundTable {
  readonly file: string
  /** The folder it was found in, which its paths count from. */
  readonly folder?: string
  readonly dataset: Dataset
}

/** Names of folders that hold images of all classes, not those of one. */
const general =
  /(^|[_ -])(images?|imgs?|photos?|pictures?|pics|jpe?gs?|data|train(ing)?|test(ing)?|val(id(ation)?)?|part[_ -]?\d+)([_ -]|\d*$)/i

/** The table that says the labels; undefined where class folders say them. */
export async function findTable(target: string): Promise<FoundTable | undefined> {
  const root = path.resolve(target)
  const stats = await stat(root).catch(() => undefined)
  if (stats?.isFile() && isTable(root)) return { file: root, dataset: await listDataset({ path: root }) }
  if (!stats?.isDirectory()) return undefined
  const tables = await tablesIn(root)
  const [first, second] = tables
  if (first === undefined) return undefined
  const folders = await attempt(() => listDataset({ path: root }))
  if (folders !== undefined && !folders.classes.some(name => general.test(name))) return undefined
  if (second === undefined) return first
  throw new UserError(
    `${tables.length} tables list the images of this folder: ${tables.map(({ file }) => path.basename(file)).join(', ')}`,
    {
      where: root,
      next: `Give the one with the labels: nightsweep init ${path.join(target, path.basename(first.file))}`,
    },
  )
}

/** A table that does not read is about something else. */
async function tablesIn(folder: string): Promise<FoundTable[]> {
  const names = (await readdir(folder).catch(() => [])).filter(name => isTable(name) && !name.startsWith('.'))
  const found: FoundTable[] = []
  for (const name of names.sort().slice(0, 20)) {
    const file = path.join(folder, name)
    const dataset = await attempt(() => listDataset({ path: folder, table: file }))
    if (dataset !== undefined) found.push({ file, folder, dataset })
  }
  return found
}

async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

/** Keys and values of `data` in a file of this folder that read the table so; what was guessed is written down. */
export async function keysOfTable(
  { file, folder }: FoundTable,
  from: string,
): Promise<[key: string, value: string][]> {
  const quoted = (place: string) => yamlText(relativeTo(from, place))
  const columns = Object.entries(await guessedColumns(file)).map(([role, column]) => `${role}: ${column}`)
  return [
    ['path', quoted(folder ?? file)],
    ...(folder === undefined ? [] : [['table', quoted(file)] as [string, string]]),
    ...(columns.length === 0 ? [] : [['columns', `{ ${columns.join(', ')} }`] as [string, string]]),
  ]
}

const yamlText = (text: string) => (/^[\w./-]+( [\w./-]+)*$/.test(text) ? text : JSON.stringify(text))

/** What init says of a table that it found by itself. */
export function tableLines({ file, folder }: FoundTable): string[] {
  if (folder === undefined) return []
  return [`${path.basename(file)} lists the images of this folder and says their labels.`, '']
}
