import path from 'node:path'
import type { Skipped } from './dataset.ts'
import type { LeftOut } from './left-out.ts'
import { entriesOf, type Found, walk } from './walk.ts'
import { isUsable, skippedOf } from './why-skipped.ts'

/** What lies in a folder of class folders. File names are relative to it. */
export interface Survey {
  readonly folder: string
  readonly isEmpty: boolean
  /** Entries that somebody wants left out. */
  readonly leftOut: number
  /** Its direct subfolders, also those without images. */
  readonly folders: readonly string[]
  /** Direct subfolders whose names are not UTF-8. */
  readonly unreadable: readonly string[]
  /** Files that look like images, in the order of their folders. */
  readonly images: readonly string[]
  readonly skipped: readonly Skipped[]
}

/** Each top folder is walked by itself: two that link to the same images both have them. */
export async function surveyOf(folder: string, { isLeftOut }: Pick<LeftOut, 'isLeftOut'>): Promise<Survey> {
  const all = await entriesOf(folder)
  const entries = all.filter(({ name, kind }) => !isLeftOut(name, kind))
  const folders = entries.filter(({ kind }) => kind === 'folder').map(({ name }) => name)
  const found: Found[] = entries
    .filter(({ kind }) => kind !== 'folder' && kind !== 'unreadableFolder')
    .map(({ name, kind }) => ({ file: name, kind }))
  for (const name of folders) {
    const inside = await walk(path.join(folder, name), (file, kind) => isLeftOut(`${name}/${file}`, kind))
    for (const { file, kind } of inside) found.push({ file: `${name}/${file}`, kind })
  }
  return {
    folder,
    isEmpty: entries.length === 0,
    leftOut: all.length - entries.length,
    folders,
    unreadable: entries.filter(({ kind }) => kind === 'unreadableFolder').map(({ name }) => name),
    images: found.filter(isUsable).map(({ file }) => file),
    skipped: skippedOf(found),
  }
}
