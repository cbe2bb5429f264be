import path from 'node:path'
import { composed, isAbsolute, readingsOf } from './paths.ts'

/**
 * Finds images among known ones by names as people write them: with `./`, backslashes, spaces around them, accents
 * composed or not, absolute.
 */
export function imageFinder(root: string, files: readonly string[]): (written: string) => string | undefined {
  const own = new Set(files)
  const byComposed = new Map<string, string>()
  for (const file of files) if (!byComposed.has(composed(file))) byComposed.set(composed(file), file)
  return written => {
    for (const reading of readingsOf(written)) {
      const inside = isAbsolute(reading) ? path.relative(root, reading) : reading
      const found = own.has(inside) ? inside : byComposed.get(composed(inside))
      if (found !== undefined) return found
    }
    return undefined
  }
}
