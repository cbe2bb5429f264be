import { readFileSync } from 'node:fs'

/** The whole text of a small file, such as the system's own about itself; undefined where it cannot be read. */
export function textIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
