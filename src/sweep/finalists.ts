import type { Finalists, Sweep } from './sweep.ts'

/** `repeats`: further splits that could be made, where not all that the file asks for. Fixed folds have none. */
export function finalistsOf(
  { finalists, folds, objective }: Sweep,
  repeats = Infinity,
): Finalists | undefined {
  // Where several objectives decide, nobody is best.
  if (!finalists || folds.file !== undefined || objective.against !== undefined || repeats < 1)
    return undefined
  return { ...finalists, repeats: Math.min(repeats, finalists.repeats) }
}
