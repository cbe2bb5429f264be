import { open, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf } from '../file-errors.ts'
import { isHere, type LockOwner, parseOwner } from './owner.ts'
import { isSameProcess } from './process.ts'
import { judgePulse, type Rhythm, usualRhythm, type Verdict } from './pulse.ts'

/** A lock file as it was found. */
export interface Sight {
  readonly state: 'free' | Verdict
  /** Undefined: there is no lock, or its file is damaged. */
  readonly owner?: LockOwner | undefined
  readonly text: string
}

export interface LookOptions {
  /** For who wants to take the lock, see `judgePulse`. */
  readonly isCareful?: boolean
  readonly rhythm?: Rhythm
}

interface Sample {
  readonly text: string
  /** When the file was written last, by the file system's clock. */
  readonly writtenNs: bigint
}

/** What is remembered of a lock from one look to the next. */
interface Memory extends Sample {
  readonly owner: LockOwner | undefined
  readonly since: number
  readonly beatAt?: number
  readonly ageMs?: number | undefined
}

/** Older versions and file systems without hard links write a lock in two steps: for that long it may look damaged. */
const writingMs = 500
/** Some file systems keep times in steps of two seconds. */
const stepMs = 2000

/**
 * Looks at a lock file, again and again if wanted: whether its holder lives. A holder on this machine and in this
 * namespace lives while its process does, even a stopped one, however old its heartbeat. Any other lives while its
 * heartbeat goes on. Times of this machine's clock are never compared with the file's: between two looks the own
 * monotonic clock counts, and at the first look a fresh file beside the lock tells the file system's time, so that
 * `list` need not wait.
 */
export function lookAt(
  file: string,
  { isCareful = false, rhythm = usualRhythm }: LookOptions = {},
): () => Promise<Sight> {
  let memory: Memory | undefined
  return async () => {
    const sample = await takeSample(file)
    const isNew = memory?.text !== sample?.text
    memory = sample && remember(memory, sample)
    if (memory === undefined) return { state: 'free', text: '' }
    const { owner, text } = memory
    const isRunning = owner && (await isHere(owner)) ? await isSameProcess(owner.pid, owner.mark) : undefined
    if (isRunning !== undefined) return { state: isRunning ? 'alive' : 'dead', owner, text }
    if (isNew && owner?.token !== undefined) memory = { ...memory, ageMs: await ageOf(file, memory) }
    return { state: judgeSilent(memory, rhythm, isCareful), owner, text }
  }
}

/** Looks until it is decided. */
export async function settle(look: () => Promise<Sight>): Promise<Sight> {
  for (;;) {
    const sight = await look()
    if (sight.state !== 'unsure') return sight
    await sleep(50)
  }
}

function remember(last: Memory | undefined, sample: Sample): Memory {
  const now = performance.now()
  if (last?.text !== sample.text) return { ...sample, owner: parseOwner(sample.text), since: now }
  return last.writtenNs === sample.writtenNs ? last : { ...last, ...sample, beatAt: now }
}

/** For a holder that cannot be asked. */
function judgeSilent({ owner, since, beatAt, ageMs }: Memory, rhythm: Rhythm, isCareful: boolean): Verdict {
  const now = performance.now()
  if (owner === undefined) return now - since < writingMs ? 'unsure' : 'dead'
  // Of an older version, which does not beat: believed.
  if (owner.token === undefined) return 'alive'
  const silentMs = beatAt === undefined ? undefined : now - beatAt
  return judgePulse({ watchedMs: now - since, silentMs, ageMs }, rhythm, isCareful)
}

/** Opened rather than asked for its time: network file systems may answer that from memory, but not an `open`. */
async function takeSample(file: string): Promise<Sample | undefined> {
  const handle = await open(file, 'r').catch(error => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  })
  try {
    const stats = await handle?.stat({ bigint: true })
    return handle && stats && { text: await handle.readFile('utf8'), writtenNs: stats.mtimeNs }
  } finally {
    await handle?.close()
  }
}

/** By the clock that wrote the file's time, which is the file system's; undefined where it cannot be asked. */
async function ageOf(file: string, { writtenNs }: Sample): Promise<number | undefined> {
  const probe = `${file}.${crypto.randomUUID()}.probe`
  try {
    const handle = await open(probe, 'wx')
    await handle.writeFile('?').finally(() => handle.close())
    const now = (await takeSample(probe))?.writtenNs
    const ageMs = now === undefined ? -Infinity : Number(now - writtenNs) / 1e6
    return ageMs < -stepMs ? undefined : Math.max(0, ageMs)
  } catch {
    return undefined
  } finally {
    await rm(probe, { force: true }).catch(() => undefined)
  }
}
