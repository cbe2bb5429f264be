import { homedir } from 'node:os'
import path from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

/** What is downloaded or built once: $NIGHTSWEEP_CACHE, else the system's folder for such things. */
export function cacheFolder(
  env: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env.NIGHTSWEEP_CACHE) return path.resolve(env.NIGHTSWEEP_CACHE)
  // The XDG specification: a relative path is to be ignored.
  if (env.XDG_CACHE_HOME && path.isAbsolute(env.XDG_CACHE_HOME))
    return path.join(env.XDG_CACHE_HOME, 'nightsweep')
  if (platform === 'win32' && env.LOCALAPPDATA) return path.join(env.LOCALAPPDATA, 'nightsweep', 'Cache')
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'nightsweep')
  return path.join(homedir(), '.cache', 'nightsweep')
}
