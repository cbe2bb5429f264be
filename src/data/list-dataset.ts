import { stat } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../base/errors.ts'
import { codeOf } from '../base/file-errors.ts'
import type { Dataset } from './dataset.ts'
import { isImage, isTable } from './extensions.ts'
import { listFolders } from './folders.ts'
import type { DataSource } from './source.ts'
import { listTable } from './table/list-table.ts'

/** Lists class folders as the source says, or a table with a row per image. Opens no image. */
export async function listDataset(source: DataSource): Promise<Dataset> {
  const { path: target, table, train = [], test = [] } = source
  const root = path.resolve(target)
  for (const folder of [...train, ...test]) await refuseNoFolder(folder)
  const stats = await stat(root).catch(cause => {
    throw notReadable(root, cause)
  })
  if (table !== undefined)
    return tableOf(path.resolve(table), stats.isFile() ? path.dirname(root) : root, source)
  if (stats.isDirectory()) {
    refuseTableKeys(source)
    return listFolders({ ...source, path: root })
  }
  if (stats.isFile() && (isTable(root) || isWorkbook(root))) return tableOf(root, path.dirname(root), source)
  throw new UserError('This is a file, but the data must be a folder with one subfolder per class', {
    where: root,
    next: isImage(root)
      ? `Give the folder that holds the class folders, such as ${path.dirname(path.dirname(root))}.`
      : 'Give such a folder, or a table of paths and labels whose name ends in .csv, .tsv, .tab or .txt.',
  })
}

/** Read to be told what it is. */
const isWorkbook = (file: string) => /\.(xlsx?|parquet|csv\.gz)$/i.test(file)

function tableOf(table: string, root: string, source: DataSource): Promise<Dataset> {
  refuseFolderKeys(table, source)
  return listTable({ ...source, table, root })
}

function refuseTableKeys({ columns, labels, allowOutside }: DataSource): void {
  const name = columns ? 'columns' : labels ? 'labels' : allowOutside ? 'allowOutside' : undefined
  if (name === undefined) return
  throw new UserError(`data.${name} is about a table, but the data are a folder`, {
    where: `data.${name}`,
    next: `Name the table, data.table: labels.csv, or take data.${name} out.`,
  })
}

/** A table says itself which images there are and what they show. */
function refuseFolderKeys(root: string, { depth, classes, ignore }: DataSource): void {
  const given = Object.entries({ depth, classes, ignore }).flatMap(([key, value]) =>
    value === undefined ? [] : key,
  )
  if (given.length === 0) return
  throw new UserError(`data.${given[0]} is for folders, but the data are a table`, {
    where: root,
    next: `Leave out ${given.map(key => `data.${key}`).join(' and ')}, and take rows out of the table instead.`,
  })
}

async function refuseNoFolder(folder: string): Promise<void> {
  const stats = await stat(folder).catch(cause => {
    throw notReadable(folder, cause)
  })
  if (stats.isDirectory()) return
  throw new UserError('This is a file, but data.train and data.test must be folders of class folders', {
    where: folder,
    next: 'For a table, write data.path.',
  })
}

function notReadable(root: string, cause: unknown): UserError {
  const code = codeOf(cause)
  const missing = code === 'ENOENT' || code === 'ENOTDIR'
  return new UserError(missing ? 'There is no data folder here' : `The data cannot be read (${code})`, {
    where: root,
    next: missing
      ? 'Check data.path: a relative path counts from the folder of the file that names it.'
      : 'Check the permissions of this folder and of those above it.',
    cause,
  })
}
