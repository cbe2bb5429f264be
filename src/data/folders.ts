import path from 'node:path'
import { UserError } from '../base/errors.ts'
import { firstFew } from '../base/file-errors.ts'
import type { Dataset, ImageFile, Skipped } from './dataset.ts'
import { imageExtensions, isImage, reasonToSkip } from './extensions.ts'
import { refuseSplits } from './split-folders.ts'
import { entriesOf, type FolderEntry, walk } from './walk.ts'

/** A folder whose direct subfolders are the classes; images nested deeper belong to their top folder. */
export async function listFolders(root: string): Promise<Dataset> {
  const entries = await entriesOf(root)
  const classes = entries.filter(({ kind }) => kind === 'folder').map(({ name }) => name)
  const loose = entries.filter(({ kind, name }) => kind === 'file' && isImage(name))
  if (classes.length === 0) throw noClasses(root, entries.length, loose)
  await refuseSplits(root, classes)

  const images: ImageFile[] = []
  const skipped: Skipped[] = loose.map(({ name }) => ({
    file: name,
    reason: 'lies outside the class folders',
  }))
  for (const [label, name] of classes.entries()) {
    for (const { file, kind } of await walk(path.join(root, name))) {
      const reason = reasonOf(file, kind)
      if (reason === 'image') images.push({ file: `${name}/${file}`, label })
      else if (reason !== undefined) skipped.push({ file: `${name}/${file}`, reason })
    }
  }
  refuseEmptyClasses(root, classes, images, skipped)
  return { root, kind: 'folders', classes, images, skipped }
}

function reasonOf(file: string, kind: FolderEntry['kind']): string | undefined {
  if (kind === 'brokenLink') return 'is a link to a file that does not exist'
  if (kind === 'other') return 'is not a regular file'
  return isImage(file) ? 'image' : reasonToSkip(file)
}

function noClasses(root: string, entries: number, loose: readonly FolderEntry[]): UserError {
  const next =
    'Make a subfolder per class and move the images into it, or list them in a CSV manifest (path,label).'
  if (entries === 0) return new UserError('The data folder is empty', { where: root, next })
  if (loose.length === 0)
    return new UserError('The data folder has no class folders and no images', { where: root, next })
  return new UserError(
    `${loose.length === 1 ? '1 image lies' : `${loose.length} images lie`} directly in the data folder, without class folders`,
    { where: root, details: firstFew(loose.map(({ name }) => name)), next },
  )
}

function refuseEmptyClasses(
  root: string,
  classes: readonly string[],
  images: readonly ImageFile[],
  skipped: readonly Skipped[],
): void {
  const filled = new Set(images.map(({ label }) => label))
  const empty = classes.filter((_, label) => !filled.has(label))
  if (empty.length === 0) return
  const few = firstFew(empty.map(name => describeEmpty(name, skipped)))
  throw new UserError(
    empty.length === 1
      ? `The class folder "${empty[0]}" has no images`
      : `${empty.length} of ${classes.length} class folders have no images`,
    {
      where: empty.length === 1 ? path.join(root, empty[0] ?? '') : root,
      details: few,
      next: `Add images (${imageExtensions.join(', ')}), or remove the folder if it is no class.`,
    },
  )
}

function describeEmpty(name: string, skipped: readonly Skipped[]): string {
  const own = skipped.filter(({ file }) => file.startsWith(`${name}/`))
  const example = own[0]
  if (example === undefined) return `${name}: nothing that looks like an image`
  return `${name}: ${own.length} skipped, such as ${example.file} (${example.reason})`
}
