import { isBaseline, type Objective, type Results, type Trial } from '../trial/trial.ts'
import { confirmed, inOrderOfRepeats } from './confirmed.ts'
import { isBetter, meanScore } from './scores.ts'

/** A completed trial and its mean over all folds that count, in the user's own metric. */
export interface Best {
  readonly trial: Trial
  readonly mean: number
}

/** The completed trial with the best mean; where that is a finalist, the best of the finalists. */
export function bestOf(results: Pick<Results, 'trials' | 'objective'>): Best | undefined {
  const best = bestByFolds(results)
  const finalists = results.trials.filter(
    ({ state, repeats }) => state === 'completed' && repeats !== undefined,
  )
  return best && bestOfFinalists(best, finalists, results.objective)
}

/** The best of what costs nothing. */
export const bestBaseline = ({
  trials,
  objective,
}: Pick<Results, 'trials' | 'objective'>): Best | undefined =>
  bestOf({ trials: trials.filter(isBaseline), objective })

/** By the folds of the search alone; among equals the earliest. */
export function bestByFolds({ trials, objective }: Pick<Results, 'trials' | 'objective'>): Best | undefined {
  let best: Best | undefined
  for (const trial of trials) {
    const mean = trial.state === 'completed' ? meanScore(trial, objective) : null
    if (mean !== null && (best === undefined || isBetter(objective, mean, best.mean))) best = { trial, mean }
  }
  return best
}

/** The best by the folds of the search, or who has overtaken it on further splits. */
export function bestOfFinalists(best: Best, finalists: readonly Trial[], objective: Objective): Best {
  if (finalists.length === 0) return best
  const order = inOrderOfRepeats(finalists, objective)
  const isConfirmed = order.some(({ number }) => number === best.trial.number)
  const trial = isConfirmed ? (order[0] ?? best.trial) : best.trial
  return { trial, mean: meanScore(confirmed(trial), objective) ?? best.mean }
}
