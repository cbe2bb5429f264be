import { stat } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../base/errors.ts'
import { codeOf } from '../base/file-errors.ts'
import type { Dataset } from './dataset.ts'
import { isImage, isTable } from './extensions.ts'
import { listFolders } from './folders.ts'
import type { DataSource } from './source.ts'
import { listTable } from './table/list-table.ts'

/** Lists a folder with one subfolder per class, or a table with a row per image. Opens no image. */
export async function listDataset(source: DataSource): Promise<Dataset> {
  const { path: target, table, ...reading } = source
  const root = path.resolve(target)
  const stats = await stat(root).catch(cause => {
    throw notReadable(root, cause)
  })
  if (table !== undefined)
    return listTable({
      ...reading,
      table: path.resolve(table),
      root: stats.isFile() ? path.dirname(root) : root,
    })
  if (stats.isDirectory()) {
    refuseReading(reading)
    return listFolders(root)
  }
  if (stats.isFile() && (isTable(root) || isWorkbook(root)))
    return listTable({ ...reading, table: root, root: path.dirname(root) })
  throw new UserError('This is a file, but the data must be a folder with one subfolder per class', {
    where: root,
    next: isImage(root)
      ? `Give the folder that holds the class folders, such as ${path.dirname(path.dirname(root))}.`
      : 'Give such a folder, or a table of paths and labels whose name ends in .csv, .tsv, .tab or .txt.',
  })
}

/** Read to be told what it is. */
const isWorkbook = (file: string) => /\.(xlsx?|parquet|csv\.gz)$/i.test(file)

function refuseReading({ columns, labels, allowOutside }: Omit<DataSource, 'path' | 'table'>): void {
  const name = columns ? 'columns' : labels ? 'labels' : allowOutside ? 'allowOutside' : undefined
  if (name === undefined) return
  throw new UserError(`data.${name} is about a table, but the data are a folder`, {
    where: `data.${name}`,
    next: `Name the table, data.table: labels.csv, or take data.${name} out.`,
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
