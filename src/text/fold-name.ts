import { holdoutFold, repeatOf } from '../trial/fold-places.ts'

/** "trial 7, fold 2/5", "trial 7, repeat 1 fold 2/5", "trial 7, holdout". */
export function foldName({ trial, fold }: { trial: number; fold: number }, k: number | undefined): string {
  if (fold === holdoutFold) return `trial ${trial}, holdout`
  if (k === undefined) return `trial ${trial}, fold ${fold + 1}`
  const repeat = repeatOf(fold, k)
  return `trial ${trial}, ${repeat === 0 ? '' : `repeat ${repeat} `}fold ${(fold % k) + 1}/${k}`
}
