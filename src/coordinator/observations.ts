import { mean } from 'simple-statistics'
import type { Observation } from '../samplers/sampler.ts'
import { lossOf, type Objective, type Trial } from '../trial/trial.ts'

/** Trials as samplers see them: what folds a trial lacks must not flatter it. */
export function createObserver(objective: Objective) {
  return (trials: readonly Trial[]): readonly Observation[] => {
    const rows = trials.map(trial => lossesOf(trial, objective))
    const difficulty = difficultyOf(
      trials.flatMap((trial, i) => (trial.state === 'completed' ? [rows[i] ?? []] : [])),
    )
    return trials.flatMap((trial, i) => {
      // No point of the space.
      if (trial.origin === 'baseline') return []
      const seen = (rows[i] ?? []).flatMap((loss, fold) =>
        loss === undefined ? [] : loss - (difficulty[fold] ?? 0),
      )
      const { number, config } = trial
      if (trial.cause === 'diverged') return [{ trial: number, config, loss: Infinity, variance: 0 }]
      return seen.length === 0 ? [] : [{ trial: number, config, loss: mean(seen), variance: 0 }]
    })
  }
}

const lossesOf = ({ folds }: Trial, objective: Objective) =>
  folds.map(fold => (fold?.metrics === undefined ? undefined : lossOf(objective, fold.metrics)))

/** How much worse than its mean each fold is, over complete trials. */
function difficultyOf(complete: readonly (readonly (number | undefined)[])[]): number[] {
  const sums: number[] = []
  for (const row of complete) {
    const losses = row.map(loss => loss ?? 0)
    const centre = losses.length === 0 ? 0 : mean(losses)
    for (const [fold, loss] of losses.entries()) sums[fold] = (sums[fold] ?? 0) + loss - centre
  }
  return sums.map(sum => sum / complete.length)
}
