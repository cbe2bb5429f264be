import { z } from 'zod'
import type { Config, Space } from '../../space/parameter.ts'
import { type Objective, scoreOf } from '../../trial/trial.ts'
import { pointOf } from '../dimensions.ts'
import { samplerEntry } from '../entry.ts'
import { randomSampler } from '../random.ts'
import type { History, Sampler } from '../sampler.ts'
import { severalOf } from '../several/front.ts'
import { sobolConfig } from '../sobol/sobol.ts'
import { expectedImprovement } from './acquisition.ts'
import { learn } from './learn.ts'
import { mostWorth } from './search.ts'
import { mostAdding } from './several.ts'

interface Options {
  readonly startTrials: number
}

/** How much shorter length scales are taken to be where they are doubted. */
const shorter = 2.5
/** Less from an observation in every coordinate, and the proposal all but repeats it. */
const tooNear = 0.001

/**
 * A Gaussian process tells for every config what is to be expected and how surely; the next trial is where most is to be
 * expected beyond the best so far. For few trials the best that there is, where most parameters are numbers.
 * Sources: J. Snoek, H. Larochelle and R. Adams, Practical Bayesian Optimization of Machine Learning Algorithms, NeurIPS
 * 2012; what is maximised: `log-expected-improvement.ts`. What runs is believed to become what is expected of it (D.
 * Ginsbourger, R. Le Riche and L. Carraro, 2010). Length scales that were learned from few trials in one valley may hide
 * the next: every other proposal, and one that would repeat an observation, takes them to be shorter (after F. Berkenkamp,
 * A. Schoellig and A. Krause, No-Regret Bayesian Optimization with Unknown Hyperparameters, JMLR 20, 2019).
 */
function createGpSampler({ startTrials }: Options): Sampler {
  const fallback = randomSampler.create({ type: 'random' })

  const sampler: Sampler = (history, space, random, objective) => {
    if (isEarly(history)) return sobolConfig(history, space, random, objective)
    const seen = severalOf(history.observations)
    if (seen !== undefined)
      return (
        mostAdding(history, seen, space, random.fork('search')) ?? fallback(history, space, random, objective)
      )
    const { number, accepts } = history
    const { dimensions, points, leaders, bestOf, doubting } = learn(history, space)
    const pending = history.pending.map(config => pointOf(dimensions, config))
    const propose = (doubt: number): Config | undefined => {
      const posterior = doubting(shorter ** doubt)
      const acquisition = expectedImprovement(posterior.believing(pending), bestOf(posterior))
      return mostWorth({ dimensions, acquisition, accepts, leaders, random: random.fork('search', doubt) })
    }
    const isRepeat = (config: Config) => {
      const point = pointOf(dimensions, config)
      return points.some(known => known.every((at, i) => Math.abs(at - (point[i] ?? 0)) < tooNear))
    }
    const doubt = number % 2 === 0 ? 1 : 0
    const first = propose(doubt)
    if (first === undefined) return fallback(history, space, random, objective)
    return isRepeat(first) ? (propose(doubt + 1) ?? first) : first
  }

  const isEarly = ({ number, observations }: History) => number < startTrials || observations.length < 2

  function explain(history: History, space: Space, config: Config, objective: Objective): string {
    if (severalOf(history.observations) !== undefined && !isEarly(history))
      return 'gp: where most is expected beyond the front'
    if (isEarly(history)) return 'gp: one of the first, which are spread over the space'
    const { dimensions, posterior, lossAt } = learn(history, space)
    const { mean, variance } = posterior.predict(pointOf(dimensions, config))
    const [likely, better] = [mean, mean - Math.sqrt(variance)].map(target =>
      scoreOf(objective, lossAt(target)).toPrecision(3),
    )
    return `gp: ${objective.metric} of about ${likely} expected, ${better} or better with chance 16 %`
  }

  return Object.assign(sampler, { explain })
}

export const gpSampler = samplerEntry({
  meaning: 'Learns from few trials: a Gaussian process, and where it expects most improvement.',
  options: z.strictObject({
    type: z.literal('gp'),
    startTrials: z
      .number()
      .int()
      .min(2)
      .max(1000)
      .default(8)
      .describe('Trials spread over the space before it learns.'),
  }),
  create: createGpSampler,
})
