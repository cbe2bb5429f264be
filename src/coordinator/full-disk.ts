import { stat, statfs } from 'node:fs/promises'
import path from 'node:path'
import { evictOldest } from '../activations/disk-cache.ts'
import { cacheFolder } from '../base/cache-folder.ts'
import { formatBytes } from '../text/format.ts'

/** Why nothing can be written into a folder, for a person. */
export async function noRoomText(folder: string, code: string): Promise<string> {
  const away = `${folder} takes nothing at the moment (${code}); the sweep waits`
  if (code === 'EDQUOT') return `the quota for ${folder} is used up; the sweep waits`
  if (code === 'EMFILE' || code === 'ENFILE') return `too many files are open (${code}); the sweep waits`
  if (code !== 'ENOSPC') return away
  const facts = await statfs(folder).catch(() => undefined)
  if (facts === undefined) return away
  const free = facts.bavail * facts.bsize
  const what = facts.files > 0 && facts.ffree === 0 ? 'no further file' : `${formatBytes(free)} free`
  return `no room on the disk of ${folder}: ${what}; the sweep waits`
}

/**
 * Deletes of this program's cached activations those that were used longest ago and that nobody uses, where that is on the
 * same disk and the disk is full. Undefined: nothing was deleted.
 */
export async function sacrificeCache(
  folder: string,
  code: string,
  cache = path.join(cacheFolder(), 'activations'),
): Promise<string | undefined> {
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return undefined
  const [here, there] = await Promise.all([folder, cache].map(place => stat(place).catch(() => undefined)))
  if (here === undefined || here.dev !== there?.dev) return undefined
  const bytes = await evictOldest(cache)
  if (bytes === undefined) return undefined
  return `${formatBytes(bytes)} of cached activations were deleted to make room: they are computed anew when they are needed`
}
