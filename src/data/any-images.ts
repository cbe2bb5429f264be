import { stat } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../base/errors.ts'
import type { Dataset } from './dataset.ts'
import { listDataset } from './list-dataset.ts'
import { byCodePoint } from './order.ts'
import { walk } from './walk.ts'
import { isUsable, skippedOf } from './why-skipped.ts'

/**
 * All images of a folder, with class folders or without, or of a CSV manifest, where nothing will be trained: the
 * label is the top folder's, −1 for images that lie in none.
 */
export async function listAnyImages(target: string): Promise<Dataset> {
  const root = path.resolve(target)
  const isFolder = await stat(root).then(
    stats => stats.isDirectory(),
    () => false,
  )
  if (!isFolder) return listDataset({ path: target })
  const found = (await walk(root)).sort((a, b) => byCodePoint(a.file, b.file))
  const files = found.filter(isUsable).map(({ file }) => file)
  if (files.length === 0)
    throw new UserError('There are no images in this folder', {
      where: root,
      next: 'Images are found by their extension, such as .jpg or .png, also in folders inside.',
    })
  const classes = [...new Set(files.flatMap(file => topFolderOf(file) ?? []))].sort(byCodePoint)
  const labelOf = new Map(classes.map((name, label) => [name, label]))
  return {
    root,
    kind: 'folders',
    classes,
    images: files.map(file => ({ file, label: labelOf.get(topFolderOf(file) ?? '') ?? -1 })),
    skipped: skippedOf(found),
  }
}

const topFolderOf = (file: string) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : undefined)
