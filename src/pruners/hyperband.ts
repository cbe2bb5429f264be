import { z } from 'zod'
import { strategy } from '../base/strategy.ts'
import { halve } from './halving.ts'
import type { PrunedMetric, Pruner } from './pruner.ts'

const options = z.strictObject({
  type: z.literal('hyperband'),
  reductionFactor: z
    .number()
    .int()
    .min(2)
    .default(3)
    .describe('Of so many trials one goes on at each rung, and so many times as far to the next one.'),
  minEpochs: z
    .number()
    .int()
    .min(1)
    .default(1)
    .describe('Epochs up to the lowest rung of the first bracket, which begins earliest.'),
  brackets: z
    .number()
    .int()
    .min(1)
    .max(8)
    .default(4)
    .describe('Ways to begin: each later than the one before.'),
})

/**
 * Successive halving in brackets that begin to stop trials later and later, as nobody knows how much early epochs tell.
 * Which trial belongs to which bracket follows from its number; it is compared with those of its own bracket. Bracket b
 * gets trials in proportion to what Hyperband starts in it.
 *
 * Source: L. Li et al., Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization, JMLR 18, 2018,
 * https://jmlr.org/papers/v18/16-558.html.
 */
const createHyperbandPruner = (
  { reductionFactor, minEpochs, brackets }: z.infer<typeof options>,
  metric: PrunedMetric,
): Pruner => {
  const bracketOf = createBrackets(brackets, reductionFactor)
  return (trial, peers, place) => {
    const bracket = bracketOf(trial.trial)
    const contest = {
      reductionFactor,
      lowest: minEpochs * reductionFactor ** bracket,
      isRival: (other: number) => bracketOf(other) === bracket,
      where: ` of bracket ${bracket + 1}`,
    }
    return halve(trial, peers, place, contest, metric)
  }
}

export const hyperbandPruner = strategy(
  'Successive halving in several brackets, which begin to stop trials later and later.',
  options,
  createHyperbandPruner,
)

/** Each trial goes to the bracket that has fewest of what it should have; the pattern repeats. */
function createBrackets(count: number, factor: number): (trial: number) => number {
  const sizes = Array.from({ length: count }, (_, bracket) => {
    const halvings = count - 1 - bracket
    return Math.ceil((count * factor ** halvings) / (halvings + 1))
  })
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const given = sizes.map(() => 0)
  const pattern: number[] = []
  for (let trial = 1; trial <= total; trial++) {
    const lacks = sizes.map((size, bracket) => (size * trial) / total - (given[bracket] ?? 0))
    const bracket = lacks.indexOf(Math.max(...lacks))
    given[bracket] = (given[bracket] ?? 0) + 1
    pattern.push(bracket)
  }
  return trial => pattern[trial % total] ?? 0
}
