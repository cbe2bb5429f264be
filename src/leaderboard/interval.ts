import { mean, sampleVariance } from 'simple-statistics'
import { correctedError } from '../stats/corrected-error.ts'
import { rateError } from '../stats/rate-error.ts'
import { studentT } from '../stats/student-t.ts'
import { allMetrics } from '../trial/metrics/index.ts'
import type { Trial } from '../trial/trial.ts'
import { type Basis, shareImages } from './basis.ts'
import { completeRepeats, confirmed } from './confirmed.ts'
import { foldScores, meanScore } from './scores.ts'

const level = 0.95
const criticals = new Map<number, number>()

/**
 * The 95 % interval of a trial's score over all folds that count, cut at the metric's own bounds; undefined unless all folds are done. Of a share of
 * so many images it is `rateError`'s; of anything else, or where nobody has told how many, it is Nadeau and Bengio's.
 */
export function intervalOf(trial: Trial, basis: Basis): { low: number; high: number } | undefined {
  const { objective, k } = basis
  const splits = 1 + completeRepeats(trial)
  const all = confirmed(trial)
  const scores = foldScores(all, objective, splits * k).filter(score => score !== null)
  const centre = meanScore(all, objective)
  if (k < 2 || scores.length < splits * k || centre === null) return undefined
  const images = shareImages(trial, basis)
  const { error, degrees } =
    images === undefined
      ? { error: correctedError(scores, 1 / (k - 1)), degrees: scores.length - 1 }
      : rateError({
          mean: mean(scores),
          variance: sampleVariance(scores),
          folds: scores.length,
          images,
          splits,
        })
  const half = critical(degrees) * error
  const [lowest, highest] = allMetrics[objective.metric].bounds
  return { low: Math.max(lowest, centre - half), high: Math.min(highest, centre + half) }
}

/** Found by bisection, so remembered: every trial of a run asks for the same. */
function critical(degrees: number): number {
  const known = criticals.get(degrees) ?? studentT((1 + level) / 2, degrees)
  criticals.set(degrees, known)
  return known
}
