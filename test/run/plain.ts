import type { RunState } from '../../src/run/state.ts'
import { reportsOf } from '../../src/trial/curve.ts'
import type { FoldState, Trial } from '../../src/trial/trial.ts'

/** A copy of a trial with reports in place of curves, whose arrays longer curves share. */
export function plainTrial(trial: Trial) {
  const plain = (fold: FoldState) => ({
    ...fold,
    curve: reportsOf(fold.curve, { trial: trial.number, fold: fold.fold }),
  })
  const { repeats, holdout } = trial
  return structuredClone({
    ...trial,
    folds: trial.folds.map(fold => fold && plain(fold)),
    ...(repeats && { repeats: repeats.map(plain) }),
    ...(holdout && { holdout: plain(holdout) }),
  })
}

/** A state to be compared: how much room its curves have for more is nobody's business. */
export function plainState(state: RunState) {
  const { best, trials } = state
  return {
    ...state,
    trials: trials.map(plainTrial),
    best: best && { mean: best.mean, trial: best.trial.number },
  }
}
