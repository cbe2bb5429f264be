import { objectiveValue } from '../leaderboard/values.ts'
import type { Split } from '../pruners/pruner.ts'
import type { Observation } from '../samplers/sampler.ts'
import { type FoldModel, fitFoldModel } from '../stats/fold-model/fold-model.ts'
import { packLosses } from '../stats/fold-model/rows.ts'
import { type Aim, aimLoss, isMetric } from '../trial/measures.ts'
import { allMetrics } from '../trial/metrics/index.ts'
import { isBaseline, lossOf, type Objective, type Trial } from '../trial/trial.ts'

/**
 * Trials as samplers see them: what folds a trial lacks must not flatter it. Their means less the difficulty of their folds,
 * not drawn to those of others, with the variance that the fold model gives them. `aims`: all objectives, `objective` first.
 */
export function createObserver(
  objective: Objective,
  splitOf: () => Split | undefined = () => undefined,
  aims: readonly Aim[] = [objective],
) {
  const modelOf = createModels(objective, splitOf)
  const others = aims.slice(1).map(aim => lossesFor(aim, splitOf))

  return (trials: readonly Trial[]): readonly Observation[] => {
    const { model, k } = modelOf(trials)
    const lossOfOther = others.map(losses => losses(trials))
    return trials.flatMap((trial, i): Observation[] => {
      if (isBaseline(trial)) return []
      const { number, config } = trial
      const rest = lossOfOther.map(loss => loss(trial, i))
      const seen = model.observe(i)
      const isDiverged = trial.cause === 'diverged'
      const loss = isDiverged ? Number.POSITIVE_INFINITY : seen?.mean
      if (loss === undefined) return []
      // One fold alone says nothing of the noise.
      const variance = isDiverged || seen === undefined || k === 1 ? 0 : seen.sd ** 2
      const observation = { trial: number, config, loss, variance }
      if (rest.length === 0) return [observation]
      const losses = [loss, ...rest.flatMap(other => other ?? (isDiverged ? Number.POSITIVE_INFINITY : []))]
      return losses.length === aims.length ? [{ ...observation, losses }] : []
    })
  }
}

/** The loss of a trial at its place in the list, by one of the objectives. */
type LossAt = (trial: Trial, index: number) => number | undefined

function lossesFor(aim: Aim, splitOf: () => Split | undefined): (trials: readonly Trial[]) => LossAt {
  const { metric, goal } = aim
  if (isMetric(metric)) {
    const modelOf = createModels({ metric, goal }, splitOf)
    return trials => {
      const { model } = modelOf(trials)
      return (_, index) => model.observe(index)?.mean
    }
  }
  return () => trial => {
    const value = objectiveValue(trial, aim)
    return value === null ? undefined : aimLoss(aim, value)
  }
}

function createModels(objective: Objective, splitOf: () => Split | undefined) {
  /** Trials that are settled stay as they are. */
  const losses = new WeakMap<Trial, readonly (number | undefined)[]>()

  function lossesOf(trial: Trial): readonly (number | undefined)[] {
    const known =
      losses.get(trial) ?? trial.folds.map(fold => fold?.metrics && lossOf(objective, fold.metrics))
    losses.set(trial, known)
    return known
  }

  return (trials: readonly Trial[]): { readonly model: FoldModel; readonly k: number } => {
    const rows = trials.map(lossesOf)
    const split = splitOf()
    const k = split?.k ?? Math.max(0, ...rows.map(row => row.length))
    const images = isRate(objective) ? split?.images : undefined
    return { model: fitFoldModel({ losses: packLosses(rows, k), k, images }), k }
  }
}

function isRate({ metric }: Objective): boolean {
  const [low, high] = allMetrics[metric].bounds
  return low === 0 && high === 1
}
