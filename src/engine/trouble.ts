import { messageOf } from '../base/errors.ts'
import type { Cause } from '../trial/job.ts'

/** What befell an engine, so that nothing it has computed since can be believed. */
export interface Trouble {
  readonly cause: Extract<Cause, 'outOfMemory' | 'lost'>
  /** In the engine's own words. */
  readonly error: string
}

/** A WebAssembly heap has no room left for a tensor. */
export class HeapFull extends Error {
  override readonly name = 'HeapFull'
}

/** Node.js' code for a worker thread that has used up its JavaScript heap, and the system's. */
const noMemory: readonly unknown[] = ['ERR_WORKER_OUT_OF_MEMORY', 'ENOMEM']

/** TensorFlow's code for exhausted resources is only in the text of its addon's errors. */
const resourceExhausted =
  /\bTF_Status: 8\b|\bResourceExhausted\b|\bOOM when allocating\b|\bstd::bad_alloc\b|\bCUDA_ERROR_OUT_OF_MEMORY\b|\b(CUDNN|CUBLAS)_STATUS_ALLOC_FAILED\b/

/** V8 throws the same class for want of memory as we do for values out of range. */
const noRoom =
  /^Invalid (typed array|array buffer) length|allocation failed|could not allocate|Maximum memory size|memory\.grow/i

/**
 * The one place that knows an engine's failures from a fold's own: by class where there is one, by text where an engine
 * gives nothing else. A trap is `lost`: only the heap itself can tell that it was full, see `watchHeap`.
 */
export function troubleOf(error: unknown): Trouble | undefined {
  const text = messageOf(error)
  if (error instanceof HeapFull) return { cause: 'outOfMemory', error: text }
  if (error instanceof WebAssembly.RuntimeError) return { cause: 'lost', error: text }
  if (error instanceof Error && 'code' in error && noMemory.includes(error.code))
    return { cause: 'outOfMemory', error: text }
  const isExhausted = error instanceof RangeError ? noRoom.test(text) : resourceExhausted.test(text)
  return isExhausted ? { cause: 'outOfMemory', error: text } : undefined
}
