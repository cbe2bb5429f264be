import path from 'node:path'
import { commonFolder } from '../../base/folders.ts'
import type { DataSource } from '../source.ts'
import type { Reading } from './layout.ts'

/** A reading of a folder as a part of `data`, with absolute paths. */
export function sourceOf(root: string, { path: inner = '.', train, test, ...rest }: Reading): DataSource {
  const absolute = (folder: string) => path.join(root, folder)
  if (train === undefined) return { path: absolute(inner), ...rest }
  const [trained, tested] = [train.map(absolute), test?.map(absolute)]
  return {
    path: commonFolder([...trained, ...(tested ?? [])]),
    train: trained,
    ...(tested && { test: tested }),
    ...rest,
  }
}

/** As it is written in a search-space file: `{ train: /photos/train, test: /photos/test }`. */
export function readingText(root: string, reading: Reading): string {
  return `{ ${keysOf(sourceOf(root, reading))
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')} }`
}

/** The keys of a source with their values as YAML; of `train` and `test` the folder that holds them needs no word. */
export function keysOf(
  { path: root, train, test, ...rest }: DataSource,
  place: (folder: string) => string = folder => folder,
): [key: string, value: string][] {
  const places = (folders: readonly string[]) =>
    folders.length === 1
      ? scalar(place(folders[0] ?? ''))
      : `[${folders.map(folder => scalar(place(folder))).join(', ')}]`
  return [
    ...(train === undefined ? [['path', scalar(place(root))] as [string, string]] : []),
    ...Object.entries({ train, test }).flatMap(([key, folders]): [string, string][] =>
      folders === undefined ? [] : [[key, places(folders)]],
    ),
    ...Object.entries(rest).map(([key, value]): [string, string] => [
      key,
      Array.isArray(value) ? JSON.stringify(value) : String(value),
    ]),
  ]
}

/** Text as YAML in one line, quoted where it could be anything else. */
const scalar = (text: string) =>
  /^[\p{L}/_.][\p{L}\p{N}/_. -]*$/u.test(text) && /[/\\]/.test(text) && text.trim() === text
    ? text
    : JSON.stringify(text)
