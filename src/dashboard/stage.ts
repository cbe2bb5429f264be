import type { FoldPlace, RunState } from '../run/state.ts'
import { finalistsOf } from '../sweep/finalists.ts'
import { foldAt, holdoutFold, isOfLastStage, repeatOf } from '../trial/fold-places.ts'
import { partDone } from '../trial/part-done.ts'
import type { Trial } from '../trial/trial.ts'
import type { Gauge } from './gauge.ts'

/** What the last stage is at; undefined while the search goes on. */
export function stageOf({ running, trials, data, sweep }: RunState): Gauge | undefined {
  if (data === undefined) return undefined
  const { k } = data.folds
  const places = [...running.values()].filter(({ fold }) => isOfLastStage(fold, k))
  const [first] = places
  if (first === undefined) return undefined
  if (first.fold === holdoutFold)
    return {
      fraction: Math.min(...places.map(place => doneAt(trials, place))),
      text: `holdout: trained on all other images, then scored on ${data.holdout}`,
    }
  const repeat = repeatOf(first.fold, k)
  const finalists = trials.filter(({ repeats = [] }) =>
    repeats.some(({ fold }) => repeatOf(fold, k) === repeat),
  )
  const numbers = finalists.map(({ number }) => number).join(', ')
  const done = finalists.flatMap(({ repeats = [] }) =>
    repeats.filter(({ fold }) => repeatOf(fold, k) === repeat).map(partDone),
  )
  const of = sweep === undefined ? '' : ` of ${finalistsOf(sweep)?.repeats ?? repeat}`
  return {
    fraction: done.reduce((sum, part) => sum + part, 0) / Math.max(1, finalists.length * k),
    text: `finalists: repeat ${repeat}${of}, trials ${numbers}`,
  }
}

function doneAt(trials: readonly Trial[], { trial, fold }: FoldPlace): number {
  const at = trials[trial]
  return partDone(at && foldAt(at, fold))
}
