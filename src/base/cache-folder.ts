import path from 'node:path'
import { UserError } from './errors.ts'
import { homeFolder } from './home-folder.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * What is downloaded or built once: $NIGHTSWEEP_CACHE, else the system's folder for such things.
 *
 * @throws UserError where that would lie in a home folder, and there is none
 */
export function cacheFolder(
  env: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
  findHome = homeFolder,
): string {
  if (env.NIGHTSWEEP_CACHE) return path.resolve(env.NIGHTSWEEP_CACHE)
  // The XDG specification: a relative path is to be ignored.
  if (env.XDG_CACHE_HOME && path.isAbsolute(env.XDG_CACHE_HOME))
    return path.join(env.XDG_CACHE_HOME, 'nightsweep')
  if (platform === 'win32' && env.LOCALAPPDATA) return path.join(env.LOCALAPPDATA, 'nightsweep', 'Cache')
  const home = findHome()
  if (home === undefined)
    throw new UserError('you have no home folder here, where the cache folder would be', {
      next: 'Name one: NIGHTSWEEP_CACHE=<folder>',
    })
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'nightsweep')
  return path.join(home, '.cache', 'nightsweep')
}
