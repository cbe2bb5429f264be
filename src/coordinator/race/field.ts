import type { Field } from '../../pruners/pruner.ts'
import type { RunState } from '../../run/state.ts'
import type { Sequence } from '../../trial/sequence.ts'
import { lossOf, type Objective, type Trial } from '../../trial/trial.ts'
import { foldsUntil } from './grant.ts'

/** All trials as they were when the first `known` resumptions had brought their folds, and nothing later. */
export function fieldAt(
  state: Pick<RunState, 'trials' | 'resumptions' | 'objective'>,
  known: number,
  split: { readonly k: number; readonly images: number | undefined },
  sequence: Sequence,
): Field {
  const { trials, resumptions, objective } = state
  const { k } = split
  const unknown = new Map<number, number>()
  for (const { trial } of resumptions.slice(known)) unknown.set(trial, (unknown.get(trial) ?? 0) + 1)
  const losses = new Float64Array(trials.length * k).fill(Number.NaN)
  for (const trial of trials) {
    const count = foldsKnown(trial, unknown.get(trial.number) ?? 0, k, sequence)
    for (let position = 0; position < count; position++) {
      const fold = sequence.foldAt(trial.number, position)
      losses[trial.number * k + fold] = lossAt(trial, fold, objective)
    }
  }
  return {
    ...split,
    losses,
    stateOf(number) {
      if (unknown.has(number)) return 'pending'
      return trials[number]?.state === 'paused' ? 'paused' : 'out'
    },
  }
}

/** Each resumption that has ended brought one fold; of those that are not known, that fold is not known either. */
function foldsKnown(trial: Trial, unknown: number, k: number, sequence: Sequence): number {
  const { number, state, stoppedAt, resumedAt } = trial
  switch (state) {
    case 'completed':
      return k - unknown
    case 'paused':
    case 'pruned':
      return (
        (stoppedAt === undefined
          ? doneInOrder(trial, k, sequence)
          : foldsUntil(number, stoppedAt, sequence)) - unknown
      )
    case 'running':
      return resumedAt === undefined ? 0 : foldsUntil(number, resumedAt, sequence) - (unknown - 1)
    case 'failed':
      return unknown === 0 ? 0 : doneInOrder(trial, k, sequence) - (unknown - 1)
    default:
      return state satisfies never
  }
}

function doneInOrder({ number, folds }: Trial, k: number, { foldAt }: Sequence): number {
  let count = 0
  while (count < k && folds[foldAt(number, count)]?.state === 'done') count++
  return count
}

/** What is no number is no loss to learn from. */
function lossAt({ folds }: Trial, fold: number, objective: Objective): number {
  const metrics = folds[fold]?.metrics
  const loss = metrics === undefined ? Number.NaN : lossOf(objective, metrics)
  return Number.isNaN(loss) && metrics !== undefined ? Infinity : loss
}
