import { keysOf } from '../data/layout/reading.ts'
import type { Offered } from '../data/offered-source.ts'
import { relativeTo } from './init-paths.ts'

/** Keys and values of `data` in a file of this folder that read the images so; none where `path` alone will do. */
export function readingKeys({ source, because }: Offered, folder: string): [key: string, value: string][] {
  if (because.length === 0) return []
  return keysOf(source, place => relativeTo(folder, place))
}

/** What init says of it. */
export function readingLines(
  { because }: Offered,
  keys: readonly (readonly [key: string, value: string])[],
): string[] {
  const last = because.at(-1)
  if (last === undefined) return []
  return [
    ...because.map(({ says }) => says),
    `So the file says ${keys.map(([key, value]) => `${key}: ${value}`).join(', ')}. ${last.advice}`,
    '',
  ]
}
