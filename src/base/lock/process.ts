import { execFile } from 'node:child_process'
import { readFile, readlink } from 'node:fs/promises'
import process from 'node:process'
import { promisify } from 'node:util'
import { isAlive } from '../is-alive.ts'
import { parseStat } from '../process-state.ts'

/** Something that tells a process from a later one with the same number; undefined where nobody can say. */
export async function startMark(pid: number): Promise<string | undefined> {
  return hasNoProc ? startFromPs(pid) : (await readStat(pid))?.mark
}

/**
 * Whether the process that had this number and start mark still runs, stopped or not. Undefined: one of this number
 * does, and nobody can tell whether it is the same. Only for processes of this machine and this namespace.
 */
export async function isSameProcess(pid: number, mark: string | undefined): Promise<boolean | undefined> {
  if (!isAlive(pid)) return false
  const now = hasNoProc ? { state: '', mark: await startFromPs(pid) } : await readStat(pid)
  // Killed, and not yet asked after by its parent: a container without an init keeps such processes for ever.
  if (now !== undefined && 'ZXx'.includes(now.state) && now.state !== '') return false
  if (mark !== undefined && now?.mark !== undefined) return mark === now.mark
  return isAlive(pid) ? undefined : false
}

/** One boot of one machine; undefined where the system has no /proc. */
export const bootId = (): Promise<string | undefined> =>
  readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
    text => text.trim(),
    () => undefined,
  )

/** Processes of different namespaces (containers) have numbers of their own. */
export const pidNamespace = (): Promise<string | undefined> =>
  readlink('/proc/self/ns/pid').catch(() => undefined)

const hasNoProc = process.platform !== 'linux' && process.platform !== 'win32'

/** When `ps` says that a process started: systems without /proc keep that once and do not reckon it anew. */
export async function startFromPs(pid: number): Promise<string | undefined> {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)], { env }).catch(
    () => ({ stdout: '' }),
  )
  return stdout.trim() || undefined
}

async function readStat(pid: number): Promise<{ state: string; mark: string | undefined } | undefined> {
  // A namespace may see another one's /proc, in which numbers mean other processes; only `self` is right there.
  const name = pid === process.pid ? 'self' : (await isOwnProc()) ? pid : undefined
  const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : parseStat(text)
}

const isOwnProc = async () => (await readlink('/proc/self').catch(() => undefined)) === String(process.pid)
