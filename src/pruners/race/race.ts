import { z } from 'zod'
import { strategy } from '../../base/strategy.ts'
import { goOn, type PrunedMetric, type Pruner, type Racing, type Verdict } from '../pruner.ts'
import { chanceOf } from './depth-first.ts'
import { nextInRace } from './next.ts'
import { scaleOf } from './scale.ts'
import { cameTo, farewells, percent } from './words.ts'

const options = z.strictObject({
  type: z.literal('race'),
  minGain: z
    .number()
    .gt(0)
    .max(10)
    .default(0.1)
    .describe('Over when further folds promise less than so many standard errors of a mean.'),
  minChance: z
    .number()
    .gt(0)
    .lt(0.5)
    .default(0.05)
    .describe('Under a sampler that learns: a trial less likely than this to be the best is paused.'),
  startupTrials: z
    .number()
    .int()
    .min(1)
    .default(1)
    .describe('Under a sampler that learns: the first trials, which are never paused.'),
  cheapTrials: z
    .boolean()
    .default(false)
    .describe('Race plain heads on cached activations, too, which train in a moment.'),
})

/** The first lap has so many trials, each further one twice as many. */
const firstLap = 10

/**
 * Spends folds where they can change who wins, by a model of fold scores (`stats/fold-model`). Under samplers that look at no
 * result every trial gets one fold, each begins with another one; then the leader gets its other folds, then whoever
 * is expected to improve most on the best. Under samplers that learn, trials go on fold by fold while they may be the best.
 * What is paused may come back at the end.
 */
function createRacePruner(
  { minGain, minChance, startupTrials, cheapTrials }: z.infer<typeof options>,
  shown: PrunedMetric,
): Pruner {
  const scale = scaleOf(shown.metric)
  const isBlind = shown.samplerLearns === false
  const racing: Racing = {
    rotates: isBlind,
    isBreadthFirst: isBlind,
    sparesPlainHeads: !cheapTrials,
    isLap: trials => isBlind && Number.isInteger(Math.log2(trials / firstLap + 1)) && trials > 0,
    next: (field, isLap) => nextInRace(field, { scale, isBlind, minGain }, isLap),
    waiting: trial => cameTo(trial, shown),
    farewell: field => farewells(field, shown, scale, isBlind),
  }
  const judge: Pruner = (trial, peers, { epoch }): Verdict => {
    if (isBlind || epoch !== 'end' || trial.trial < startupTrials) return goOn
    const judged = chanceOf(trial, peers, scale)
    if (judged === undefined || judged.chance >= minChance) return goOn
    const reason = `${cameTo(trial, shown)}, chance to be best ${percent(judged.chance)}`
    return { action: 'pause', reason }
  }
  return Object.assign(judge, { racing })
}

export const racePruner = strategy(
  'Gives folds to those trials that may still be the best; the others wait, and may come back.',
  options,
  createRacePruner,
)
