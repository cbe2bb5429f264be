import { createRandom } from '../../base/random.ts'
import { byLoss } from '../best-of.ts'
import type { Observation } from '../sampler.ts'
import { type Distribution, firstDistribution, updated } from './distribution.ts'

interface Generation {
  /** Observations up to its end. */
  readonly end: number
  readonly after: Distribution
}

/** Narrower than this in every direction of the unit cube, nothing is left to be found. */
const narrowest = 1e-5

/**
 * The distribution as the observations tell it: every λ of them, in order of their trials, are a generation, and the
 * next begins when the last of these is known. What is drawn while some are pending comes from the distribution before.
 * Where it has become too narrow it begins again elsewhere, with twice as many points (A. Auger and N. Hansen, A Restart
 * CMA Evolution Strategy With Increasing Population Size, 2005). What was told before is not reckoned again.
 */
export function createReplay() {
  let losses: readonly number[] = []
  let generations: Generation[] = []

  return (
    observations: readonly Observation[],
    pointOf: (observation: Observation) => Float64Array,
    n: number,
  ) => {
    const known = observations.findIndex(({ loss }, i) => loss !== losses[i])
    const same = known === -1 ? observations.length : known
    generations = generations.filter(({ end }) => end <= same)
    losses = observations.map(({ loss }) => loss)
    let { end, after } = generations.at(-1) ?? { end: 0, after: firstDistribution(centre(n)) }
    for (;;) {
      const begin = end
      end += after.constants.lambda
      if (end > observations.length) return after
      const best = observations.slice(begin, end).sort(byLoss)
      const next = updated(after, best.map(pointOf))
      after = isNarrow(next) ? restarted(next, end) : next
      generations.push({ end, after })
    }
  }
}

const centre = (n: number) => new Float64Array(n).fill(0.5)

const isNarrow = ({ sigma, eigen }: Distribution) =>
  eigen.values.every(value => sigma * Math.sqrt(value) < narrowest)

function restarted({ mean, constants }: Distribution, at: number): Distribution {
  const random = createRandom(`cmaEs/${at}`)
  return firstDistribution(mean.map(random.next), 2 * constants.lambda)
}
