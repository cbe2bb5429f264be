import { stat } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../base/errors.ts'
import { codeOf } from '../base/file-errors.ts'
import type { Dataset } from './dataset.ts'
import { isImage } from './extensions.ts'
import { listFolders } from './folders.ts'
import { listManifest } from './manifest.ts'
import type { DataSource } from './source.ts'

/** Lists a folder with one subfolder per class, or a CSV manifest with the columns `path,label[,group]`. Opens no image. */
export async function listDataset({ path: target }: DataSource): Promise<Dataset> {
  const root = path.resolve(target)
  const stats = await stat(root).catch(cause => {
    throw notReadable(root, cause)
  })
  if (stats.isDirectory()) return listFolders(root)
  if (/\.csv$/i.test(root) && stats.isFile()) return listManifest(root)
  throw new UserError('This is a file, but the data must be a folder with one subfolder per class', {
    where: root,
    next: isImage(root)
      ? `Give the folder that holds the class folders, such as ${path.dirname(path.dirname(root))}.`
      : 'Give such a folder, or a manifest whose name ends in .csv with the columns path,label.',
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
