import { hostname } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf, UserError } from '../base/errors.ts'
import { codeOf } from '../base/file-errors.ts'
import { type HeldLock, seekLock } from '../base/lock/lock-file.ts'
import { lookAt, settle } from '../base/lock/look.ts'
import { isHere, type LockOwner } from '../base/lock/owner.ts'
import type { Rhythm } from '../base/lock/pulse.ts'
import { lockPath } from './paths.ts'

const lookMs = 100
/** Looks that may find the lock free or dead, and another process faster. */
const maxDefeats = 100

/**
 * Takes the run's only pen. A lock left by a dead process is taken over; when that process was in another container or
 * on another machine, up to half a minute is spent on making sure. Throws UserError if the writer lives.
 */
export async function acquireLock(folder: string, rhythm?: Rhythm): Promise<HeldLock> {
  const file = lockPath(folder)
  const attempt = await seekLock(file, rhythm)
  for (let defeats = 0; defeats < maxDefeats; ) {
    const { lock, sight } = await attempt().catch(cause => {
      throw unusable(file, cause)
    })
    if (lock !== undefined) return lock
    if (sight.owner !== undefined && sight.state === 'alive') throw await refusal(folder, sight.owner)
    if (sight.state !== 'unsure') defeats++
    await sleep(lookMs)
  }
  throw new UserError('the lock of this run changes hands all the time', { where: file })
}

/** The living writer of a run, if there is one. */
export function findWriter(folder: string): Promise<LockOwner | undefined> {
  return writerOf(folder)()
}

/** To be asked again and again for the living writer of a run: it remembers the heartbeats that it has seen. */
export function writerOf(folder: string): () => Promise<LockOwner | undefined> {
  const look = lookAt(lockPath(folder))
  return () =>
    settle(look).then(
      ({ state, owner }) => (state === 'alive' ? owner : undefined),
      () => undefined,
    )
}

function unusable(file: string, cause: unknown): UserError {
  const where = file
  if (codeOf(cause) === 'ENOSPC' || codeOf(cause) === 'EDQUOT')
    return new UserError(`there is no room on the disk of this run (${codeOf(cause)})`, {
      where: path.dirname(file),
      next: 'Make room, then try again; nothing was changed.',
      exitCode: 1,
      cause,
    })
  return new UserError(`the lock of the run cannot be read or written (${messageOf(cause)})`, {
    where,
    next: "Make the run's folder writable, or copy it to where it is and resume the copy; reading works as it is.",
    cause,
  })
}

async function refusal(folder: string, owner: LockOwner): Promise<UserError> {
  const { pid, at, host, token } = owner
  const name = path.basename(folder)
  const isOurs = await isHere(owner)
  const place = host !== hostname() ? ` on ${host}` : isOurs ? '' : ' in another container'
  const since = at === undefined ? '' : `, since ${at}`
  const isSilent = token === undefined && !isOurs
  return new UserError(`run ${name} is already being worked on by process ${pid}${place}${since}`, {
    where: folder,
    next: `Look at it with \`nightsweep watch ${name}\`${isSilent ? `; if that process is gone, delete ${lockPath(folder)}` : ''}.`,
  })
}
