import { readFileSync } from 'node:fs'

/** Whether a signal stopped the process, or a debugger. Where the system does not tell, it is not. */
export function isProcessStopped(pid: number): boolean {
  try {
    // pid (name) state …: the name may hold anything.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state] = text.slice(text.lastIndexOf(')') + 1).trim()
    return state === 'T' || state === 't'
  } catch {
    return false
  }
}
