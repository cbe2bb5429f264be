import type { Dirent, Stats } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../base/errors.ts'
import { codeOf } from '../base/file-errors.ts'
import { isOutside } from '../base/folders.ts'
import { isImage } from './extensions.ts'
import { folderLitter, isFileLitter, isHidden, isHiddenBin } from './litter.ts'
import { byCodePoint } from './order.ts'
import { readableName } from './readable-name.ts'
import { walkBound } from './walk-bound.ts'

/** What a name in a folder stands for, links followed. A name that is not UTF-8 cannot be opened by its text. */
export interface FolderEntry {
  readonly name: string
  readonly kind: 'folder' | 'file' | 'brokenLink' | 'other' | 'litter' | 'unreadableFolder' | 'unreadableFile'
}

/**
 * The entries of a folder in code-point order, without hidden ones, small litter of other systems and links that lead
 * back to a folder above. Folders that are litter are among them: whoever leaves them out says so.
 */
export async function entriesOf(folder: string): Promise<FolderEntry[]> {
  // As bytes: a name that is not UTF-8 would come as another one, which does not exist.
  const found = await readdir(folder, { withFileTypes: true, encoding: 'buffer' }).catch(cause => {
    throw new UserError(`This folder cannot be read (${codeOf(cause)})`, {
      where: folder,
      next: 'Give yourself permission to read it, or move it out of the data folder.',
      cause,
    })
  })
  const entries = await Promise.all(found.map(entry => entryOf(folder, entry)))
  return entries.flatMap(entry => entry ?? []).sort((a, b) => byCodePoint(a.name, b.name))
}

async function entryOf(folder: string, entry: Dirent<Buffer>): Promise<FolderEntry | undefined> {
  const { name, isText } = readableName(entry.name)
  if (isHidden(name)) {
    const isTold =
      isHiddenBin(name) && entry.isDirectory() && isText && (await holdsImages(path.join(folder, name)))
    return isTold ? { name, kind: 'litter' } : undefined
  }
  if (isFileLitter(name)) return undefined
  if (!isText) return { name, kind: entry.isDirectory() ? 'unreadableFolder' : 'unreadableFile' }
  const kind = entry.isSymbolicLink() ? await followLink(folder, name) : kindOf(entry)
  if (kind === 'loop') return undefined
  return { name, kind: kind === 'folder' && folderLitter(name) !== undefined ? 'litter' : kind }
}

/** Every file below a folder, with its path relative to it. */
export interface Found {
  readonly file: string
  readonly kind: FolderEntry['kind']
}

/**
 * Everything below a folder but the folders themselves, which are named only where they are not entered: litter, names
 * that are not UTF-8, and those that `isLeftOut` says. Each real folder is entered once, so links cannot loop.
 */
export async function walk(
  folder: string,
  isLeftOut: (file: string, kind: FolderEntry['kind']) => boolean = () => false,
): Promise<Found[]> {
  const seen = new Set<string>()
  const found: Found[] = []
  const bound = walkBound(folder)
  const enter = async (relative: string) => {
    const real = await realpath(path.join(folder, relative))
    if (seen.has(real)) return
    seen.add(real)
    bound.folder()
    for (const { name, kind } of await entriesOf(path.join(folder, relative))) {
      const file = relative === '' ? name : `${relative}/${name}`
      if (isLeftOut(file, kind)) continue
      if (kind === 'folder') await enter(file)
      else {
        bound.file()
        found.push({ file, kind })
      }
    }
  }
  await enter('')
  return found
}

/** Looks no longer than until the first; a folder that cannot be read has none. */
async function holdsImages(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  if (entries.some(entry => entry.isFile() && isImage(entry.name))) return true
  for (const entry of entries)
    if (entry.isDirectory() && (await holdsImages(path.join(folder, entry.name)))) return true
  return false
}

async function followLink(
  folder: string,
  name: string,
): Promise<'folder' | 'file' | 'brokenLink' | 'other' | 'loop'> {
  const link = path.join(folder, name)
  const kind = await stat(link).then(kindOf, () => 'brokenLink' as const)
  if (kind !== 'folder') return kind
  return isOutside(await realpath(link), await realpath(folder)) ? kind : 'loop'
}

function kindOf(entry: Dirent<Buffer> | Stats): 'folder' | 'file' | 'other' {
  if (entry.isDirectory()) return 'folder'
  return entry.isFile() ? 'file' : 'other'
}
