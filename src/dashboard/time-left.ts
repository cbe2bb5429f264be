import { mean } from 'simple-statistics'
import type { RunState } from '../run/state.ts'
import { lastEpochOf } from '../trial/curve.ts'

export interface Plan {
  /** Trials in the budget, if it names them. */
  readonly trials: number | undefined
  readonly deadline: string | undefined
  readonly workers: number
}

/**
 * Seconds until the run ends: what is left of the planned trials' folds at the mean time of the finished ones, spread
 * over the workers, but never past the deadline. Undefined while nothing is known.
 */
export function secondsLeft(state: RunState, plan: Plan, now: Date): number | undefined {
  const work = secondsOfWork(state, plan)
  const time =
    plan.deadline === undefined ? undefined : Math.max(0, (Date.parse(plan.deadline) - now.getTime()) / 1000)
  return work === undefined || time === undefined ? (work ?? time) : Math.min(work, time)
}

function secondsOfWork(state: RunState, { trials, workers }: Plan): number | undefined {
  const folds = foldsLeft(state, trials)
  if (folds === undefined) return undefined
  const finished = state.trials.flatMap(trial =>
    trial.folds.flatMap(fold => (fold?.state === 'done' ? fold.seconds : [])),
  )
  if (folds === 0) return 0
  return finished.length === 0 ? undefined : (mean(finished) * folds) / Math.max(1, workers)
}

/** Folds still to train, running ones by their part. Undefined when the budget does not count trials. */
function foldsLeft({ trials, data }: RunState, planned: number | undefined): number | undefined {
  if (planned === undefined || data === undefined) return undefined
  const { k } = data.folds
  const open = trials.filter(trial => trial.state === 'running')
  const done = open.flatMap(trial => trial.folds.map(fold => partDone(fold)))
  const toCome = Math.max(0, planned - trials.length)
  return Math.max(0, (toCome + open.length) * k - done.reduce((sum, part) => sum + part, 0))
}

type Fold = RunState['trials'][number]['folds'][number]

/** 0 before the first epoch, 1 when done. A stopped or failed fold begins again. */
export function partDone(fold: Fold): number {
  if (fold?.state === 'done') return 1
  if (fold?.state !== 'running' || fold.curve.length === 0) return 0
  return Math.min(1, lastEpochOf(fold.curve) / fold.curve.epochs)
}
