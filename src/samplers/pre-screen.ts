import { mean } from 'simple-statistics'
import { correctedError } from '../stats/corrected-error.ts'

/** What a plain classifier came to on a backbone's frozen features. */
export interface Candidate {
  readonly name: string
  /** Error of each of the same folds: 0 is perfect. */
  readonly errors: readonly number[]
}

/** A mean error beside the best one. */
export interface Behind {
  readonly error: number
  readonly best: number
}

/** How often the best's error another must have, beyond noise, to be asked less. */
const hopelessly = 2
const standardErrors = 3

/**
 * Those that cannot win by a wide margin, with how far behind the best they are. Fine-tuning and other heads change the order
 * of near ones, so only what is far behind counts.
 */
export function preScreen(candidates: readonly Candidate[]): Map<string, Behind> {
  const [best] = candidates.toSorted((a, b) => mean([...a.errors]) - mean([...b.errors]))
  const behind = new Map<string, Behind>()
  for (const { name, errors } of candidates) {
    if (best === undefined || errors.length < 2) continue
    const differences = errors.map((error, fold) => error - hopelessly * (best.errors[fold] ?? Number.NaN))
    const noise = correctedError(differences, 1 / (errors.length - 1))
    if (mean(differences) > standardErrors * noise)
      behind.set(name, { error: mean([...errors]), best: mean([...best.errors]) })
  }
  return behind
}
