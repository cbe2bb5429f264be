import type { RunState } from '../../run/state.ts'
import type { Sequence } from '../../trial/sequence.ts'
import type { Trial } from '../../trial/trial.ts'

/** In which order the folds of several trials are trained. */
export type FoldOrder = 'depthFirst' | 'breadthFirst'

export interface Candidate {
  readonly trial: Trial
  readonly fold: number
  /** In the trial's own order. */
  readonly position: number
}

/** How many folds a trial may have for now, and in which order. */
interface Grants {
  readonly sequence: Sequence
  grantOf(trial: Trial): number
}

/** Every open trial's next fold, its first that is neither done nor running, lowest trial first; none after one that has failed. */
export function* waitingFolds(
  { trials, open }: Pick<RunState, 'trials' | 'open'>,
  { sequence, grantOf }: Grants,
): Generator<Candidate> {
  for (const number of open) {
    const trial = trials[number]
    if (trial === undefined) continue
    const granted = grantOf(trial)
    for (let position = 0; position < granted; position++) {
      const fold = sequence.foldAt(number, position)
      const state = trial.folds[fold]?.state
      if (state === 'failed') break
      if (state !== undefined && state !== 'stopped') continue
      yield { trial, fold, position }
      break
    }
  }
}

/** Depth first, a trial is finished before another gets a fold; breadth first, the one with the fewest folds begun is next. */
export function nextInOrder(waiting: readonly Candidate[], order: FoldOrder): Candidate | undefined {
  const [first, ...others] = waiting
  if (first === undefined || order === 'depthFirst') return first
  return others.reduce((best, other) => (begun(other) < begun(best) ? other : best), first)
}

const begun = ({ trial }: Candidate) =>
  trial.folds.reduce((count, fold) => count + (fold === undefined || fold.state === 'stopped' ? 0 : 1), 0)
