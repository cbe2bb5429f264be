import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { isOutside } from '../base/folders.ts'
import { packageFile } from '../base/package-file.ts'

/** A file as another folder's files name it, with slashes everywhere. */
export const relativeTo = (folder: string, file: string): string =>
  path.relative(folder, file).replaceAll('\\', '/') || '.'

/**
 * How an editor finds the schema from a file in `folder`: by a relative name where the program is installed in the same
 * project, so that this can be moved or shared; otherwise by its address on this machine.
 */
export function schemaFor(folder: string, schema = packageFile('search-spaces/schema.json')): string {
  const [project, inside] = schema.split(`${path.sep}node_modules${path.sep}`, 2)
  const isHere = inside !== undefined && !isOutside(project ?? '', folder)
  const name = relativeTo(folder, schema)
  // Editors read the name up to the first space.
  if (isHere && !/\s/.test(name)) return name.startsWith('.') ? name : `./${name}`
  return pathToFileURL(schema).href
}
