import type { Finalists, Sweep } from '../sweep/sweep.ts'

/** `repeats`: further splits that could be made, where not all that the file asks for. Fixed folds have none. */
export function finalistsOf({ finalists, folds }: Sweep, repeats = Infinity): Finalists | undefined {
  if (!finalists || folds.file !== undefined || repeats < 1) return undefined
  return { ...finalists, repeats: Math.min(repeats, finalists.repeats) }
}
