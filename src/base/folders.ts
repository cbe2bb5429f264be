import path from 'node:path'

/** The nearest folder that holds all of these absolute paths, or is one of them; the root where they share nothing. */
export function commonFolder(paths: readonly string[]): string {
  const [first = '.', ...others] = paths
  let folder = first
  while (others.some(other => isOutside(folder, other)) && path.dirname(folder) !== folder)
    folder = path.dirname(folder)
  return folder
}

/** Whether the second path is not the first nor below it. */
export function isOutside(folder: string, other: string): boolean {
  const relative = path.relative(folder, other)
  return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)
}
