import { createChanges } from '../base/changes.ts'
import type { RunState } from '../run/state.ts'
import { lastEpochOf } from '../trial/curve.ts'
import type { Trial } from '../trial/trial.ts'

export interface Plan {
  /** Trials in the budget, if it names them. */
  readonly trials: number | undefined
  readonly deadline: string | undefined
  readonly workers: number
}

/** Mean seconds of the finished folds; undefined before the first. */
export type Pace = (trials: RunState['trials']) => number | undefined

/** A pace that looks only at the trials that have changed since it was asked last. */
export function createPace(): Pace {
  const changesOf = createChanges<Trial>()
  const sums: { folds: number[]; seconds: number[] } = { folds: [], seconds: [] }
  return trials => {
    changesOf(trials, (trial, index) => {
      const { folds, seconds } = sumOf(trial)
      sums.folds[index] = folds
      sums.seconds[index] = seconds
    })
    const folds = total(sums.folds)
    return folds === 0 ? undefined : total(sums.seconds) / folds
  }
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0)

function sumOf({ folds }: Trial): { folds: number; seconds: number } {
  const done = folds.filter(fold => fold?.state === 'done')
  return { folds: done.length, seconds: done.reduce((sum, fold) => sum + (fold?.seconds ?? 0), 0) }
}

/**
 * Seconds until the run ends: what is left of the planned trials' folds at the mean time of the finished ones, spread
 * over the workers, but never past the deadline. Undefined while nothing is known.
 */
export function secondsLeft(state: RunState, plan: Plan, now: Date, pace = createPace()): number | undefined {
  const work = secondsOfWork(state, plan, pace)
  const time =
    plan.deadline === undefined ? undefined : Math.max(0, (Date.parse(plan.deadline) - now.getTime()) / 1000)
  return work === undefined || time === undefined ? (work ?? time) : Math.min(work, time)
}

function secondsOfWork(state: RunState, { trials, workers }: Plan, pace: Pace): number | undefined {
  const folds = foldsLeft(state, trials)
  if (folds === undefined || folds === 0) return folds
  const mean = pace(state.trials)
  return mean === undefined ? undefined : (mean * folds) / Math.max(1, workers)
}

/** Folds still to train, running ones by their part. Undefined when the budget does not count trials. */
function foldsLeft({ trials, open, data }: RunState, planned: number | undefined): number | undefined {
  if (planned === undefined || data === undefined) return undefined
  const { k } = data.folds
  const toCome = Math.max(0, planned - trials.length)
  return Math.max(0, (toCome + open.size) * k - foldsOf(trials, open))
}

/** Folds trained of these trials, running ones by their part. */
export function foldsOf(trials: RunState['trials'], numbers: Iterable<number>): number {
  let sum = 0
  for (const number of numbers) for (const fold of trials[number]?.folds ?? []) sum += partDone(fold)
  return sum
}

type Fold = Trial['folds'][number]

/** 0 before the first epoch, 1 when done. A stopped or failed fold begins again. */
export function partDone(fold: Fold): number {
  if (fold?.state === 'done') return 1
  if (fold?.state !== 'running' || fold.curve.length === 0) return 0
  return Math.min(1, lastEpochOf(fold.curve) / fold.curve.epochs)
}
