import type { ChildEnd } from '../../base/child.ts'
import type { Failure } from '../../trial/job.ts'

/** V8's heap, and what the C++ runtime and TensorFlow say where an allocation fails. */
const outOfMemory = /\bout of memory\b|\bstd::bad_alloc\b|\bCannot allocate memory\b|\bfailed to allocate\b/i

/** Kernels without a count of their kills say nothing. */
export interface Kills {
  readonly before: number | undefined
  readonly after: number | undefined
}

/**
 * Whether a process that ended by itself had too little memory, as far as that shows: in its last words, or in a signal
 * that nobody can refuse while the kernel was killing for want of memory. Where it was not, somebody else sent the signal.
 */
export function causeOfDeath(
  { signal, fatal, lastLine }: Pick<ChildEnd, 'signal' | 'fatal' | 'lastLine'>,
  { before, after }: Kills,
): Pick<Failure, 'cause' | 'wasKilled'> {
  if (signal === 'SIGKILL') {
    if (before === undefined || after === undefined) return { cause: 'lost' }
    return after > before ? { cause: 'outOfMemory' } : { cause: 'lost', wasKilled: true }
  }
  return { cause: outOfMemory.test(fatal) || outOfMemory.test(lastLine) ? 'outOfMemory' : 'lost' }
}
