import type { Split } from '../pruners/pruner.ts'
import type { Observation } from '../samplers/sampler.ts'
import { fitFoldModel } from '../stats/fold-model/fold-model.ts'
import { packLosses } from '../stats/fold-model/rows.ts'
import { allMetrics } from '../trial/metrics/index.ts'
import { isBaseline, lossOf, type Objective, type Trial } from '../trial/trial.ts'

/**
 * Trials as samplers see them: what folds a trial lacks must not flatter it. Their means less the difficulty of their folds,
 * not drawn to those of others, with the variance that the fold model gives them.
 */
export function createObserver(objective: Objective, splitOf: () => Split | undefined = () => undefined) {
  /** Trials that are settled stay as they are. */
  const losses = new WeakMap<Trial, readonly (number | undefined)[]>()

  function lossesOf(trial: Trial): readonly (number | undefined)[] {
    const known =
      losses.get(trial) ?? trial.folds.map(fold => fold?.metrics && lossOf(objective, fold.metrics))
    losses.set(trial, known)
    return known
  }

  return (trials: readonly Trial[]): readonly Observation[] => {
    const rows = trials.map(lossesOf)
    const split = splitOf()
    const k = split?.k ?? Math.max(0, ...rows.map(row => row.length))
    const images = isRate(objective) ? split?.images : undefined
    const model = fitFoldModel({ losses: packLosses(rows, k), k, images })
    return trials.flatMap((trial, i): Observation[] => {
      if (isBaseline(trial)) return []
      const { number, config } = trial
      if (trial.cause === 'diverged') return [{ trial: number, config, loss: Infinity, variance: 0 }]
      const seen = model.observe(i)
      // One fold alone says nothing of the noise.
      return seen === undefined
        ? []
        : [{ trial: number, config, loss: seen.mean, variance: k === 1 ? 0 : seen.sd ** 2 }]
    })
  }
}

function isRate({ metric }: Objective): boolean {
  const [low, high] = allMetrics[metric].bounds
  return low === 0 && high === 1
}
