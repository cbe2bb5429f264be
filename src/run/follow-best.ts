import { type Best, bestByFolds, bestOfFinalists } from '../leaderboard/best.ts'
import { isBetter, meanScore } from '../leaderboard/scores.ts'
import type { Trial } from '../trial/trial.ts'
import type { RunState } from './state.ts'

type WithBest = Pick<RunState, 'trials' | 'objective'> & { best: Best | undefined }

/** Keeps the best of a state that changes in place, at a cost that does not grow with the run. */
export function followBest(state: WithBest) {
  const finalists = new Set<number>()
  /** Before further splits have their say. */
  let ofSearch: Best | undefined

  function begin(): void {
    for (const { number, repeats } of state.trials) if (repeats !== undefined) finalists.add(number)
    ofSearch = bestByFolds(state)
    settle()
  }

  /** All trials are looked at only where the best itself changes, which happens to no trial that is over. */
  function compare(before: Trial, trial: Trial): void {
    const isSame = before.folds === trial.folds && before.state === trial.state
    if (ofSearch?.trial.number === trial.number)
      ofSearch = isSame ? { ...ofSearch, trial } : bestByFolds(state)
    else if (trial.state === 'completed' && !isSame) {
      const mean = meanScore(trial, state.objective)
      if (mean !== null && isNewBest({ trial, mean })) ofSearch = { trial, mean }
    }
    if (trial.repeats !== undefined) finalists.add(trial.number)
    settle()
  }

  function settle(): void {
    const completed = [...finalists].flatMap(number => completedTrial(state.trials[number]))
    state.best = ofSearch && bestOfFinalists(ofSearch, completed, state.objective)
  }

  function isNewBest({ trial, mean }: Best): boolean {
    if (ofSearch === undefined || isBetter(state.objective, mean, ofSearch.mean)) return true
    return mean === ofSearch.mean && trial.number < ofSearch.trial.number
  }

  begin()
  return { begin, compare }
}

const completedTrial = (trial: Trial | undefined): Trial[] => (trial?.state === 'completed' ? [trial] : [])
