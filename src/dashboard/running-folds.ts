import type { RunState } from '../run/state.ts'
import { foldName } from '../text/fold-name.ts'
import { scoreText } from '../text/numbers.ts'
import { type Curve, headEpochsOf, lastEpochOf, seriesOf } from '../trial/curve.ts'
import { foldAt } from '../trial/fold-places.ts'
import { partDone } from '../trial/part-done.ts'

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

/** By trial and fold. */
export function runningFolds({ trials, running, objective, data }: RunState): RunningFold[] {
  const k = data?.folds.k
  const places = [...running.values()].sort((a, b) => a.trial - b.trial || a.fold - b.fold)
  return places.flatMap(place => {
    const trial = trials[place.trial]
    const fold = trial && foldAt(trial, place.fold)
    if (fold?.state !== 'running') return []
    const curve = seriesOf(fold.curve, objective.metric)
    return {
      name: foldName(place, k),
      stage: stageOf(fold.curve),
      fraction: partDone(fold),
      score: scoreText(curve.at(-1)),
      curve,
    }
  })
}

function stageOf(curve: Curve): string {
  if (curve.length === 0) return 'starting'
  const stage = headEpochsOf(curve) === curve.length ? 'head' : 'fine-tune'
  return `${stage} ${lastEpochOf(curve)}/${curve.epochs}`
}
