import { type HeldOut, heldOutTrials } from '../leaderboard/holdout.ts'
import type { RunState } from '../run/state.ts'
import { scoreText } from '../text/numbers.ts'

/** "Holdout (62 images, opened once): trial 12 0.9400, between 0.87 and 0.98; baseline 0.9100." Empty where it was not opened. */
export function holdoutSentence(state: RunState): string {
  const scored = heldOutTrials(state)
  const winner = scored.find(({ trial }) => trial === state.best?.trial.number)
  if (winner === undefined) return ''
  const baseline = scored.find(({ isBaseline, trial }) => isBaseline && trial !== winner.trial)
  const opened = winner.isUntouched ? 'opened once' : 'no longer untouched: opened before for another winner'
  const beside = baseline === undefined ? '' : `; baseline ${scoreText(baseline.score)}`
  return `Holdout (${winner.images} images, ${opened}): trial ${winner.trial} ${scoreText(winner.score)}${between(winner)}${beside}.`
}

const between = ({ low, high }: HeldOut) =>
  low === null || high === null ? '' : `, between ${low.toFixed(2)} and ${high.toFixed(2)}`
