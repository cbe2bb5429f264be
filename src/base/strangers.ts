import { lstatSync, readdirSync, type Stats, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { cacheFolder, type Environment } from './cache-folder.ts'
import { UserError } from './errors.ts'
import { isOutside } from './folders.ts'
import { privateGroup } from './private-group.ts'

const byGroup = 0o020
const byAll = 0o002

/**
 * Why somebody but this user and root may have put something into this file or folder; undefined where nobody may. The
 * sticky bit of a folder is no excuse: others may still add to it. A group that has no other member is one, as older
 * versions left behind where umask is 002. On Windows, which keeps rights elsewhere: undefined.
 */
export function whyStrange(
  { uid, gid, mode }: Pick<Stats, 'uid' | 'gid' | 'mode'>,
  user = process.geteuid?.(),
  ownGroup: () => number | undefined = privateGroup,
): string | undefined {
  if (user === undefined) return undefined
  if (uid !== user && uid !== 0) return `belongs to another user (number ${uid})`
  const isByOthers = (mode & byAll) !== 0 || ((mode & byGroup) !== 0 && gid !== ownGroup())
  if (!isByOthers) return undefined
  return `may be written by others (mode ${(mode & 0o7777).toString(8)})`
}

/** The folders from the cache folder down to this place in it, and the place; only itself where it lies elsewhere. */
function chainTo(place: string, cache: string): string[] {
  if (isOutside(cache, place) || place === cache) return [place]
  return [...chainTo(path.dirname(place), cache), place]
}

/**
 * Refuses to take from the cache folder what others may have put there: code, libraries, numbers that a result comes
 * from. `whole`: everything in it as well. What does not exist is nobody's.
 *
 * @throws UserError that names the place and whose it is
 */
export function refuseStrangers(place: string, env?: Environment, { whole = false } = {}): void {
  for (const link of chainTo(place, cacheFolder(env))) refuseStrange(link, env)
  if (whole) for (const entry of entriesBelow(place)) refuseStrange(entry, env)
}

function refuseStrange(place: string, env: Environment | undefined): void {
  // A link says nothing of who may write what it leads to, and may itself be exchanged by its owner.
  const [link, target] = [lstatSync, statSync].map(look => look(place, { throwIfNoEntry: false }))
  const ofLink = link?.isSymbolicLink() ? whyStrange({ uid: link.uid, gid: link.gid, mode: 0 }) : undefined
  const why = ofLink ?? (target && whyStrange(target))
  if (why === undefined) return
  throw new UserError(`what is in the cache folder cannot be trusted: this ${why}`, {
    where: place,
    next: `If all in it is yours: chmod -R go-w ${cacheFolder(env)}. Otherwise name a folder of your own: NIGHTSWEEP_CACHE=<folder>`,
  })
}

function* entriesBelow(folder: string): Generator<string> {
  const entries = statSync(folder, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(folder, { withFileTypes: true })
    : []
  for (const entry of entries) {
    const place = path.join(folder, entry.name)
    yield place
    if (entry.isDirectory()) yield* entriesBelow(place)
  }
}

/** The same as a question. */
export function isFromStrangers(place: string, env?: Environment): boolean {
  try {
    refuseStrangers(place, env)
    return false
  } catch {
    return true
  }
}

/** Makes a folder for what only this user is to change or read, unless it is there. */
export async function makeOwnFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
}
