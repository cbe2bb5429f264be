import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { UserError } from '../errors.ts'
import { codeOf } from '../file-errors.ts'
import { hashOf } from '../hash.ts'
import { startHeartbeat } from './heartbeat.ts'
import { lookAt, type Sight, settle } from './look.ts'
import { describeSelf } from './owner.ts'
import { type Rhythm, usualRhythm } from './pulse.ts'

/** A lock file that this process holds. */
export interface HeldLock {
  /** Its own, as `LockOwner.token`. */
  readonly token: string
  /** Aborted when the holder finds that another has the lock, or that its file is gone. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

/** One try to take a lock. */
export interface Attempt {
  /** Undefined: not taken. Another try may succeed, unless it was found alive. */
  readonly lock: HeldLock | undefined
  /** What was there before. */
  readonly sight: Sight
}

/** Tries to take the lock at each call; what was seen of its holder is remembered from one to the next. */
export async function seekLock(file: string, rhythm: Rhythm = usualRhythm): Promise<() => Promise<Attempt>> {
  const self = await describeSelf()
  const text = JSON.stringify(self)
  const look = lookAt(file, { isCareful: true, rhythm })
  return async () => {
    const sight = await look()
    const isTaken =
      sight.state === 'free'
        ? await create(file, text)
        : sight.state === 'dead' && (await takeOver(file, sight.text, text))
    return { lock: isTaken ? hold(file, { text, token: self.token }, rhythm) : undefined, sight }
  }
}

function hold(file: string, { text, token }: { text: string; token: string }, { beatMs }: Rhythm): HeldLock {
  const lost = new AbortController()
  const stop = startHeartbeat(file, text, beatMs, () => lost.abort(lostError(file)))
  return {
    token,
    lost: lost.signal,
    release() {
      stop()
      return removeOwn(file, text)
    },
  }
}

const lostError = (file: string) =>
  new UserError('another process has taken this lock over, or its file was deleted', {
    where: file,
    next: 'Only one process may write here: `nightsweep list` shows whether another does, or whether the folder was moved or deleted.',
  })

/**
 * Puts `text` in place of a dead lock whose content is `found`. Only one process at a time may: who has made a file
 * named after that content. So of many that find the same dead lock exactly one takes it, and none removes the lock
 * that came after it. False: another takes it now, or has.
 */
async function takeOver(file: string, found: string, text: string): Promise<boolean> {
  const permit = `${file}.${hashOf(found).slice(0, 12)}`
  if (!(await create(permit, text))) {
    const { state, text: other } = await settle(lookAt(permit))
    if (state !== 'dead') return false
    // Left by a process that was killed right here: its permit is taken over like a lock.
    if (!(await takeOver(permit, other, text))) return false
  }
  try {
    if ((await readText(file)) !== found) return false
    await replace(file, text)
    return true
  } finally {
    await removeOwn(permit, text)
  }
}

async function removeOwn(file: string, text: string): Promise<void> {
  if ((await readText(file)) === text) await rm(file, { force: true })
}

/** False if it is there. Whole from the first moment, where the file system has hard links. */
async function create(file: string, text: string): Promise<boolean> {
  const draft = await writeDraft(file, text)
  try {
    await link(draft, file)
    return true
  } catch (error) {
    // A network drive may do it and say that it failed: it was asked twice.
    if ((await readText(file)) === text) return true
    return codeOf(error) === 'EEXIST' ? false : await createInPlace(file, text)
  } finally {
    await remove(draft)
  }
}

/** What cannot be deleted is in nobody's way; a lock that was taken is taken all the same. */
const remove = (draft: string) => rm(draft, { force: true }).catch(() => undefined)

async function createInPlace(file: string, text: string): Promise<boolean> {
  try {
    await writeWhole(file, text)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** A new file. On a full disk one is made, and stays empty: that is taken away again. */
async function writeWhole(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') await remove(file)
    throw error
  }
}

async function replace(file: string, text: string): Promise<void> {
  const draft = await writeDraft(file, text)
  await rename(draft, file).finally(() => remove(draft))
}

async function writeDraft(file: string, text: string): Promise<string> {
  const draft = `${file}.${crypto.randomUUID()}.draft`
  await writeWhole(draft, text)
  return draft
}

const readText = (file: string) => readFile(file, 'utf8').catch(() => undefined)
