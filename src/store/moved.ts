import path from 'node:path'
import { commonFolder, isOutside } from '../base/folders.ts'
import { homeFolder } from '../base/home-folder.ts'
import type { RunEvent } from '../run/event.ts'
import { filePathsOf, weightPaths, withPaths } from '../sweep/paths.ts'

/**
 * An event as the journal keeps it: files that would move along with the run's folder are told from there, so that a
 * project that is moved as a whole goes on. What has no folder in common with it but the home folder or the root stays as it is.
 */
export const leaving = <E extends RunEvent>(event: E, folder: string): E =>
  withFiles(event, file => {
    if (!path.isAbsolute(file) || !movesAlong(folder, file)) return file
    const relative = path.relative(folder, file).replaceAll('\\', '/')
    return isOutside(folder, file) ? relative : `./${relative}`
  })

/** The event with its files where they are now. Journals before version 4 have them absolute. */
export const arriving = <E extends RunEvent>(event: E, folder: string): E =>
  withFiles(event, file => (/^\.\.?(\/|$)/.test(file) ? path.resolve(folder, file) : file))

function movesAlong(folder: string, file: string): boolean {
  const shared = commonFolder([folder, file])
  return isOutside(shared, homeFolder() ?? path.parse(shared).root) && !isOutside(shared, file)
}

function withFiles<E extends RunEvent>(event: E, change: (file: string) => string): E {
  switch (event.type) {
    case 'run':
      return { ...event, sweep: withPaths(event.sweep, [['file'], ...filePathsOf(event.sweep)], change) }
    case 'trialStarted':
      return { ...event, config: withPaths(event.config, weightPaths(event.config, ['weights']), change) }
    case 'weights':
      return withPaths(event, weightPaths(event, ['weights']), change)
    case 'latency':
      return event.model === undefined ? event : { ...event, model: change(event.model) }
    default:
      return event
  }
}
