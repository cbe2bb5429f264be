import { homedir } from 'node:os'
import path from 'node:path'
import type { OfficialFile } from './official.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Where downloaded weights are kept: $NIGHTSWEEP_CACHE, else the system's folder for such things. */
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

/** Where an official file is, or would be; one that is put there by hand under its name is found, too. */
export const cachedPath = ({ name }: Pick<OfficialFile, 'name'>, folder = cacheFolder()) =>
  path.join(folder, 'weights', name)

/** Where files are kept that are not the official ones. */
export const importedFolder = (folder = cacheFolder()) => path.join(folder, 'weights', 'imported')

/** The file's address; $NIGHTSWEEP_WEIGHTS_URL names a folder on another server with the same files. */
export function addressOf({ name, url }: OfficialFile, env: Environment = process.env): string {
  const mirror = env.NIGHTSWEEP_WEIGHTS_URL
  return mirror ? `${mirror.replace(/\/+$/, '')}/${name}` : url
}
