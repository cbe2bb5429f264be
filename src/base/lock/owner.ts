import { hostname } from 'node:os'
import process from 'node:process'
import { isRecord } from '../is-record.ts'
import { bootId, pidNamespace, startMark } from './process.ts'

/** Who holds a lock; the content of its file. */
export interface LockOwner {
  readonly pid: number
  /** Start of the process, in the system's own words. */
  readonly mark?: string | undefined
  /** One boot of one machine. */
  readonly boot?: string | undefined
  readonly pidNamespace?: string | undefined
  readonly host: string
  /** For people: the clocks of two machines, or one that was set, say nothing about each other. */
  readonly at?: string | undefined
  /** This lock's own. Locks of older versions have none, and those of runs no heartbeat either. */
  readonly token?: string | undefined
}

/** This process, as the owner of a new lock. */
export async function describeSelf(): Promise<LockOwner & { readonly token: string }> {
  const { pid } = process
  const [mark, place] = await Promise.all([startMark(pid), ownPlace()])
  return { pid, mark, ...place, at: new Date().toISOString(), token: crypto.randomUUID() }
}

/** Undefined: this is no owner's description, or only a part of one. */
export function parseOwner(text: string): LockOwner | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isOwner(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** By hand: every command looks for locks, and a schema would take longer to load than the whole look. */
function isOwner(value: unknown): value is LockOwner & Record<string, unknown> {
  if (!isRecord(value) || typeof value.host !== 'string') return false
  const { pid, mark, boot, pidNamespace, at, token } = value
  const texts = [mark, boot, pidNamespace, at, token]
  return (
    Number.isSafeInteger(pid) &&
    Number(pid) > 0 &&
    texts.every(text => text === undefined || typeof text === 'string')
  )
}

/** Whether the owner's process has a number here. Host names decide only where nothing better is known. */
export async function isHere({ boot, pidNamespace, host }: LockOwner): Promise<boolean> {
  const own = await ownPlace()
  return boot === undefined || own.boot === undefined
    ? host === own.host
    : boot === own.boot && pidNamespace === own.pidNamespace
}

const ownPlace = async () => ({
  boot: await bootId(),
  pidNamespace: await pidNamespace(),
  host: hostname(),
})
