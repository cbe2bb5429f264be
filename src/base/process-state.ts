import { textIfThere } from './text-if-there.ts'

/** What `/proc/<pid>/stat` says of a process: its state, and its start in clock ticks since boot. */
export function parseStat(text: string): { readonly state: string; readonly mark: string | undefined } {
  // From field 3 on; the name in field 2 may hold spaces and brackets. Field 22 is the start.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', mark: fields[19] }
}

/** Whether a signal stopped the process, or a debugger. Where the system does not tell, it is not. */
export function isProcessStopped(pid: number): boolean {
  const text = textIfThere(`/proc/${pid}/stat`)
  return text !== undefined && ['T', 't'].includes(parseStat(text).state)
}
