import { freemem } from 'node:os'
import type { Budgets } from '../activations/planner.ts'
import type { Sweep } from './sweep.ts'

const defaultDiskBytes = 20 * 1024 ** 3

/** What the file allows, or half of the memory that is free now and a fixed part of the disk. */
export function cacheBudgets({ cache = {} }: Sweep): Budgets {
  return { memoryBytes: cache.memory ?? freemem() / 2, diskBytes: cache.disk ?? defaultDiskBytes }
}
