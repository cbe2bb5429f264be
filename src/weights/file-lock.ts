import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf, UserError } from '../base/errors.ts'
import { isAlive } from '../base/is-alive.ts'

/** A holder says so often that it lives; one that has been silent for much longer is believed dead. */
const beatMs = 2000
const silenceMs = 60_000
const lookMs = 200

export interface LockOptions {
  readonly signal?: AbortSignal | undefined
  /** Called again and again while another process holds the lock. */
  onWait?(): void
}

/** Runs `work` while no other process holds the lock, which is a file; waits for its turn. */
export async function withFileLock<T>(
  file: string,
  work: () => Promise<T>,
  { signal, onWait }: LockOptions = {},
): Promise<T> {
  const text = JSON.stringify({ pid: process.pid, host: hostname(), token: crypto.randomUUID() })
  while (!(await create(file, text))) {
    if (await isDead(file)) await removeDead(file)
    else {
      onWait?.()
      await sleep(lookMs, undefined, { ...(signal && { signal }) })
    }
  }
  const beat = setInterval(() => {
    const now = new Date()
    utimes(file, now, now).catch(() => undefined)
  }, beatMs)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    const found = await readFile(file, 'utf8').catch(() => '')
    if (found === text) await rm(file, { force: true })
  }
}

async function create(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw new UserError(`the folder for weights cannot be written (${messageOf(error)})`, {
      where: file,
      next: 'Name another folder: NIGHTSWEEP_CACHE=<folder>',
      cause: error,
    })
  }
}

async function isDead(file: string): Promise<boolean> {
  const [text, stats] = await Promise.all([readFile(file, 'utf8'), stat(file)]).catch(() => [])
  if (text === undefined || stats === undefined) return false
  if (Date.now() - stats.mtimeMs > silenceMs) return true
  const [, pid] = /"pid":(\d+)/.exec(text) ?? []
  const isHere = text.includes(`"host":${JSON.stringify(hostname())}`)
  return isHere && pid !== undefined && !isAlive(Number(pid))
}

/** Of two processes that find the same dead lock, the slower may have moved the faster one's new lock: put it back. */
async function removeDead(file: string): Promise<void> {
  const aside = `${file}.${crypto.randomUUID()}`
  await rename(file, aside).catch(() => undefined)
  if ((await stat(aside).catch(() => undefined)) && !(await isDead(aside)))
    await link(aside, file).catch(() => undefined)
  await rm(aside, { force: true })
}
