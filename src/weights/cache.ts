import path from 'node:path'
import { cacheFolder, type Environment } from '../base/cache-folder.ts'
import type { OfficialFile } from './official.ts'
import { shownAddress } from './shown-address.ts'

/** Where an official file is, or would be; one that is put there by hand under its name is found, too. */
export const cachedPath = ({ name }: Pick<OfficialFile, 'name'>, folder = cacheFolder()) =>
  path.join(folder, 'weights', name)

/** Where files are kept that are not the official ones. */
export const importedFolder = (folder = cacheFolder()) => path.join(folder, 'weights', 'imported')

/** The file's address as it may be told. */
export const addressOf = (file: OfficialFile, env?: Environment) => shownAddress(secretAddressOf(file, env))

/**
 * The file's address for a request, which may hold a password; $NIGHTSWEEP_WEIGHTS_URL names a folder on another server
 * with the same files.
 */
export function secretAddressOf({ name, url }: OfficialFile, env: Environment = process.env): string {
  const mirror = env.NIGHTSWEEP_WEIGHTS_URL
  return mirror ? `${mirror.replace(/\/+$/, '')}/${name}` : url
}
