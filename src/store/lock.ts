import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { UserError } from '../base/errors.ts'
import { isAlive } from '../base/is-alive.ts'
import { lockPath } from './paths.ts'
import { bootTime, startMark } from './process.ts'

const ownerSchema = z.object({
  pid: z.number().int(),
  /** Start of the process, in the system's own words. */
  mark: z.string().optional(),
  at: z.iso.datetime(),
  host: z.string(),
})
/** Who writes a run. */
export type LockOwner = z.infer<typeof ownerSchema>

export interface Lock {
  release(): Promise<void>
}

/** Takes the run's only pen. A lock left by a dead process is taken over. Throws UserError if the writer lives. */
export async function acquireLock(folder: string): Promise<Lock> {
  const file = lockPath(folder)
  const text = JSON.stringify(await describeSelf())
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await createFile(file, text)) return { release: () => release(file, text) }
    const owner = await findWriter(folder)
    if (owner !== undefined) throw refusal(folder, owner)
    await removeStale(file)
  }
  throw new UserError('the lock of this run changes hands all the time', { where: file })
}

/** The living writer of a run, if there is one. */
export async function findWriter(folder: string): Promise<LockOwner | undefined> {
  const owner = await readOwner(lockPath(folder))
  return owner !== undefined && (await isLive(owner)) ? owner : undefined
}

async function describeSelf(): Promise<LockOwner> {
  const { pid } = process
  return { pid, mark: await startMark(pid), at: new Date().toISOString(), host: hostname() }
}

async function isLive({ pid, mark, at, host }: LockOwner): Promise<boolean> {
  // Another machine's processes cannot be looked at: believe the lock.
  if (host !== hostname()) return true
  if (!isAlive(pid) || Date.parse(at) < bootTime() - 5000) return false
  const now = await startMark(pid)
  return mark === undefined || now === undefined || mark === now
}

async function readOwner(file: string): Promise<LockOwner | undefined> {
  for (let attempt = 0; ; attempt++) {
    const text = await readFile(file, 'utf8').catch(() => undefined)
    if (text === undefined) return undefined
    const owner = ownerSchema.safeParse(parse(text))
    if (owner.success) return owner.data
    // Perhaps its writer is between creating and filling it.
    if (attempt === 2) return undefined
    await sleep(20)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function createFile(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw unwritable(file, error)
  }
}

const unwritable = (file: string, cause: unknown) =>
  new UserError('the run folder cannot be written', { where: path.dirname(file), cause })

/**
 * Of two processes that find the same stale lock, the slower could move away the new lock of the faster: what was
 * moved is looked at again, and put back if its owner lives.
 */
async function removeStale(file: string): Promise<void> {
  const aside = `${file}.${process.pid}.stale`
  await rename(file, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw unwritable(file, error)
  })
  const owner = await readOwner(aside)
  if (owner !== undefined && (await isLive(owner))) await link(aside, file).catch(() => undefined)
  await rm(aside, { force: true })
}

async function release(file: string, text: string): Promise<void> {
  const found = await readFile(file, 'utf8').catch(() => undefined)
  if (found === text) await rm(file, { force: true })
}

function refusal(folder: string, { pid, at, host }: LockOwner): UserError {
  const name = path.basename(folder)
  const place = host === hostname() ? '' : ` on ${host}`
  return new UserError(`run ${name} is already being worked on by process ${pid}${place}, since ${at}`, {
    where: folder,
    next: `Look at it with \`nightsweep watch ${name}\`${place === '' ? '' : `; if that process is gone, delete ${lockPath(folder)}`}.`,
  })
}
