import type { RunState } from '../run/state.ts'
import type { Trial } from '../trial/trial.ts'

const inARow = 10

/**
 * Why going on would burn the night: the last ten trials that ended, by their numbers, failed for reasons of their own and
 * without a single finished fold, and no other has got further. Deaths, short memory and divergence are no such reasons:
 * they say something about a config, or about the machine at that moment. Counted from `first`, where the session began:
 * a resume after a repair gets a new chance.
 */
export function whyHopeless({ trials, open, paused }: RunState, first: number): string | undefined {
  if ([...open, ...paused].some(number => hasCome(trials[number]))) return undefined
  let count = 0
  let reason = ''
  for (let number = trials.length - 1; number >= first && count < inARow; number--) {
    const trial = trials[number]
    if (trial === undefined || open.has(number)) continue
    if (!isHopeless(trial)) return undefined
    if (count === 0) reason = trial.reason
    count++
  }
  return count < inARow
    ? undefined
    : `${inARow} trials in a row failed without a finished fold; the last: ${reason}`
}

const isHopeless = (trial: Trial) =>
  trial.state === 'failed' && (trial.cause === 'error' || trial.cause === 'badData') && !hasCome(trial)

/** Something has been learned from it. */
const hasCome = (trial: Trial | undefined) =>
  trial?.folds.some(
    fold => fold?.state === 'done' || (fold?.state === 'running' && fold.curve.length > 0),
  ) === true
