import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isOutside } from './folders.ts'

/** Where a file of this package is on this machine. */
export const packageFile = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url))

/** The same for people: from where they stand, if it lies below. */
export function packageFileShown(name: string): string {
  const file = packageFile(name)
  return isOutside(process.cwd(), file) ? file : path.relative(process.cwd(), file)
}
