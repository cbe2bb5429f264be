import type { ChildEnd } from '../../base/child.ts'
import type { Trouble } from '../../engine/trouble.ts'

/** V8's heap, and what the C++ runtime and TensorFlow say where an allocation fails. */
const outOfMemory = /\bout of memory\b|\bstd::bad_alloc\b|\bCannot allocate memory\b|\bfailed to allocate\b/i

/**
 * Whether a process that ended by itself had too little memory, as far as that shows: in its last words, or in a signal
 * that nobody can refuse while the kernel was killing for want of memory.
 */
export function causeOfDeath(
  { signal, fatal, lastLine }: Pick<ChildEnd, 'signal' | 'fatal' | 'lastLine'>,
  kills: { readonly before: number; readonly after: number },
): Trouble['cause'] {
  if (signal === 'SIGKILL') return kills.after > kills.before ? 'outOfMemory' : 'lost'
  return outOfMemory.test(fatal) || outOfMemory.test(lastLine) ? 'outOfMemory' : 'lost'
}
