/** Means of samples with what they may be wrong by, and the comparison of two. */
import { createRandom } from '../../../dist/base/random.js'

const resamples = 4000

export const mean = values => values.reduce((sum, value) => sum + value, 0) / values.length

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length / 2
  return (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2
}

/** The middle 95 % of a statistic over resamples with replacement. */
function interval(draw) {
  const random = createRandom('bootstrap')
  const drawn = Float64Array.from({ length: resamples }, () => draw(random)).sort()
  return [drawn[Math.floor(resamples * 0.025)], drawn[Math.ceil(resamples * 0.975) - 1]]
}

function resampledMean(values, random) {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[random.integer(0, values.length - 1)]
  return sum / values.length
}

export const meanInterval = values => interval(random => resampledMean(values, random))

/** Of mean(ours) − mean(theirs), two independent samples. */
export const differenceInterval = (ours, theirs) =>
  interval(random => resampledMean(ours, random) - resampledMean(theirs, random))

/**
 * Two-sided permutation test over several pairs of samples (one a problem): how often labels dealt out anew within each
 * problem give a mean difference as far from 0.
 */
export function permutationTest(pairs) {
  const random = createRandom('permutation')
  const seen = mean(pairs.map(([ours, theirs]) => mean(ours) - mean(theirs)))
  let asFar = 0
  for (let i = 0; i < resamples; i++) {
    const dealt = pairs.map(([ours, theirs]) => {
      const all = random.shuffle([...ours, ...theirs])
      return mean(all.slice(0, ours.length)) - mean(all.slice(ours.length))
    })
    if (Math.abs(mean(dealt)) >= Math.abs(seen)) asFar++
  }
  return { difference: seen, p: (asFar + 1) / (resamples + 1) }
}
