import { UserError } from '../../base/errors.ts'
import { firstFew } from '../../base/file-errors.ts'
import { ambiguous, guessColumn } from './guess-columns.ts'
import { readTable, refuseLines, type Table } from './read-table.ts'

/** Fixed folds from a table with a path and a fold number, from 0, in each row. */
export async function readFoldTable(file: string): Promise<Record<string, number>> {
  const table = await readTable(file)
  const path = guessColumn(table, 'path', new Set())
  if (path === undefined) throw ambiguous(table, 'path', [])
  const fold = foldColumn(table, path)
  const folds = new Map<string, { fold: number; line: number }>()
  const wrong: { line: number; text: string }[] = []
  for (const { line, fields } of table.rows) {
    const [name = '', text = ''] = [fields[path], fields[fold]]
    const earlier = folds.get(name)
    if (!/^\d+(\.0*)?$/.test(text))
      wrong.push({ line, text: `${name}: "${text}" is not a whole number from 0` })
    else if (earlier !== undefined && earlier.fold !== Number(text))
      wrong.push({ line, text: `${name} is in fold ${earlier.fold} by line ${earlier.line}` })
    else folds.set(name, { fold: Number(text), line })
  }
  refuseLines(file, wrong)
  return Object.fromEntries([...folds].map(([name, own]) => [name, own.fold]))
}

/** The column of that name, else the only other one. */
function foldColumn(table: Table, path: number): number {
  const named = guessColumn(table, 'split', new Set([path]))
  if (named !== undefined) return named
  const [only, ...more] = table.names.flatMap((name, i) => (i === path || name === '' ? [] : [i]))
  if (only !== undefined && more.length === 0) return only
  throw new UserError('No column looks like the fold of each image', {
    where: `${table.file}:${table.line}`,
    details: firstFew([`found: ${table.names.join(', ')}`]),
    next: 'Call the column "fold".',
  })
}
