import type { RunState } from '../run/state.ts'
import { scoreText } from '../text/numbers.ts'
import { valueIn } from '../trial/metrics/index.ts'
import type { FoldState, Trial } from '../trial/trial.ts'
import { partDone } from './time-left.ts'

/** A fold being trained now. */
export interface RunningFold {
  /** trial 7, fold 2/5 */
  readonly name: string
  /** head 3/20; "starting" before the first report. */
  readonly stage: string
  readonly fraction: number
  /** Latest value of the objective. */
  readonly score: string
  /** Values of the objective after each epoch. */
  readonly curve: readonly number[]
}

export function runningFolds({ trials, objective, data }: RunState): RunningFold[] {
  const k = data?.folds.k
  return trials.flatMap(trial =>
    trial.folds.flatMap(fold => {
      if (fold?.state !== 'running') return []
      const last = fold.reports.at(-1)
      return {
        name: nameOf(trial, fold, k),
        stage: stageOf(last),
        fraction: partDone(fold),
        score: scoreText(last?.metrics[objective.metric]),
        curve: fold.reports.map(({ metrics }) => valueIn(metrics, objective.metric)),
      }
    }),
  )
}

function nameOf({ number }: Trial, { fold }: FoldState, k: number | undefined): string {
  return `trial ${number}, fold ${fold + 1}${k === undefined ? '' : `/${k}`}`
}

const stageNames = { head: 'head', fineTune: 'fine-tune' } as const

function stageOf(last: FoldState['reports'][number] | undefined): string {
  return last === undefined ? 'starting' : `${stageNames[last.stage]} ${last.epoch}/${last.epochs}`
}
