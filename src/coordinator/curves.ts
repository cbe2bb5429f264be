import type { Curves } from '../pruners/pruner.ts'
import { lossOf, type Objective, type Trial } from '../trial/trial.ts'

/** Trials as pruners see them. A trial never changes in place, so its curves are computed once per change. */
export function createCurves(objective: Objective, k: number): (trial: Trial) => Curves {
  const known = new WeakMap<Trial, Curves>()
  return trial => {
    const found = known.get(trial) ?? curvesOf(trial, objective, k)
    known.set(trial, found)
    return found
  }
}

function curvesOf(trial: Trial, objective: Objective, k: number): Curves {
  const folds = Array.from({ length: k }, (_, fold) =>
    (trial.folds[fold]?.reports ?? []).map(({ metrics }) => lossOf(objective, metrics)),
  )
  return { trial: trial.number, folds, finished: trial.state === 'completed' }
}
