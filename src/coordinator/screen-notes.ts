import { bestOf } from '../leaderboard/best.ts'
import type { RunState } from '../run/state.ts'
import { recipeOf } from '../sweep/recipe-of.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { farBehind } from './screen.ts'

/** What is told of the pre-screen once every baseline has ended: one sentence for each backbone that is asked less. */
export function screenNotes(state: Pick<RunState, 'trials'>, sweep: Sweep): string[] {
  const { goal } = sweep.objective
  const show = (error: number) => (goal === 'maximize' ? 1 - error : error).toFixed(3)
  return [...farBehind(state.trials, sweep)].map(
    ([name, { error, best }]) =>
      `${name} is asked less: a logistic regression on its features has ${sweep.objective.metric} ${show(error)}, on the best backbone's ${show(best)}`,
  )
}

/** That the best trial has a backbone which the pre-screen held back; undefined where it has not. */
export function wrongScreenNote(state: RunState, sweep: Sweep): string | undefined {
  const best = bestOf(state)
  if (best === undefined) return undefined
  const { backbone } = recipeOf(sweep, best.trial.config)
  if (!farBehind(state.trials, sweep).has(backbone)) return undefined
  return `The pre-screen was wrong: the best trial, ${best.trial.number}, has ${backbone}, which was asked less. baseline: false turns it off.`
}
