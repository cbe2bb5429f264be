import { bestOf } from '../leaderboard/best.ts'
import type { RunState } from '../run/state.ts'
import { recipeOf } from '../sweep/recipe-of.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { hasEnded } from '../trial/trial.ts'
import type { Ledger } from './ledger.ts'
import { farBehind } from './screen.ts'

/** To be called often: tells of the pre-screen once, when every baseline has ended. */
export function createScreenNotes(sweep: Sweep, baselines: number, { state, record }: Ledger): () => void {
  let isTold = false
  return () => {
    if (isTold) return
    const ended = state.trials.slice(0, baselines)
    isTold = ended.length === baselines && ended.every(hasEnded)
    if (!isTold) return
    for (const text of screenNotes(state, sweep))
      if (!state.notes.some(note => note.text === text)) record({ type: 'note', level: 'info', text })
  }
}

/** One sentence for each backbone that is asked less. */
function screenNotes(state: Pick<RunState, 'trials'>, sweep: Sweep): string[] {
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
