import { listed } from '../../base/listed.ts'
import type { DataSource } from '../source.ts'

/** How to read a folder: paths are relative to it. */
export interface Reading extends Partial<Pick<DataSource, 'path' | 'train' | 'test' | 'depth' | 'ignore'>> {}

/** What a folder looks like whose top folders are not the classes. */
export interface Layout {
  /** "train/ and test/ are splits of the data, not classes: each holds ants, bees" */
  readonly says: string
  /** How it reads, where that is plain. */
  readonly reading?: Reading
  /** What the reading means for the images, or what to do where there is none; a sentence. */
  readonly advice: string
}

/** "ants, bees, wasps, …" */
export const someOf = (names: readonly string[], most = 3) =>
  `${names.slice(0, most).join(', ')}${names.length > most ? ', …' : ''}`

/** "train/ and test/" */
export const asFolders = (names: readonly string[]) =>
  listed(
    names.length > 5 ? [...names.slice(0, 4).map(asFolder), `${names.length - 4} more`] : names.map(asFolder),
    'and',
  )

const asFolder = (name: string) => `${name}/`

/** A reading of what lies in a folder, as one of the folder around it. */
export function within(folder: string, { path, train, test, ...rest }: Reading): Reading {
  const below = (inner: string) => `${folder}/${inner}`
  if (train === undefined) return { path: path === undefined ? folder : below(path), ...rest }
  return { train: train.map(below), ...(test && { test: test.map(below) }), ...rest }
}
