import { readFile } from 'node:fs/promises'
import { uptime } from 'node:os'

/** Something that tells a process from a later one with the same number; undefined where the system has no /proc. */
export async function startMark(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  // Field 22, start time in clock ticks since boot; the name in field 2 may hold spaces and brackets.
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19]
}

/** When this machine started, in ms since the epoch. */
export const bootTime = () => Date.now() - uptime() * 1000
