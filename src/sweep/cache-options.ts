import type { Budgets } from '../activations/planner.ts'
import { activationsBudget, type MemoryBudget } from './memory-budget.ts'
import type { Sweep } from './sweep.ts'

const defaultDiskBytes = 20 * 1024 ** 3

/** What the file allows, or half of the memory that images leave and a fixed part of the disk. */
export function cacheBudgets(sweep: Sweep, budget: MemoryBudget, images: number): Budgets {
  return {
    memoryBytes: activationsBudget(sweep, budget, images),
    diskBytes: sweep.cache?.disk ?? defaultDiskBytes,
  }
}
