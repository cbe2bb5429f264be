import { hostname } from 'node:os'
import process from 'node:process'
import { z } from 'zod'
import { bootId, pidNamespace, startMark } from './process.ts'

const ownerSchema = z.object({
  pid: z.int().positive(),
  /** Start of the process, in the system's own words. */
  mark: z.string().optional(),
  /** One boot of one machine. */
  boot: z.string().optional(),
  pidNamespace: z.string().optional(),
  host: z.string(),
  /** For people: the clocks of two machines, or one that was set, say nothing about each other. */
  at: z.string().optional(),
  /** This lock's own. Locks of older versions have none, and those of runs no heartbeat either. */
  token: z.string().optional(),
})

/** Who holds a lock; the content of its file. */
export type LockOwner = z.infer<typeof ownerSchema>

/** This process, as the owner of a new lock. */
export async function describeSelf(): Promise<LockOwner> {
  const { pid } = process
  const [mark, place] = await Promise.all([startMark(pid), ownPlace()])
  return { pid, mark, ...place, at: new Date().toISOString(), token: crypto.randomUUID() }
}

/** Undefined: this is no owner's description, or only a part of one. */
export function parseOwner(text: string): LockOwner | undefined {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
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
