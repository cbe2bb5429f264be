import { createRandom } from '../../base/random.ts'
import type { FoldJob, StageEpochs } from '../../trial/job.ts'
import type { Metrics } from '../../trial/recipe.ts'

export interface CurvePoint {
  readonly metrics: Metrics
  readonly trainLoss: number
}

/** Epochs of each stage that a job asks for. */
export function plannedEpochs({ recipe, epochs }: Pick<FoldJob, 'recipe' | 'epochs'>): StageEpochs {
  const { headEpochs, fineTuneEpochs, unfreezeDepth } = recipe
  const { head, fineTune } = epochs ?? { head: headEpochs, fineTune: fineTuneEpochs }
  return { head, fineTune: unfreezeDepth > 0 ? fineTune : 0 }
}

/**
 * A made-up learning curve: accuracy rises towards what the recipe is worth, faster with a larger learning rate,
 * a little different on every fold. Best near learning rate 1e-3 and dropout 0.3; deeper unfreezing helps.
 */
export function simulatedCurve({ recipe, fold, seed }: FoldJob, epoch: number): CurvePoint {
  const { learningRate, dropout, unfreezeDepth } = recipe
  const distance = Math.log10(learningRate) + 3
  const worth = 0.95 - 0.08 * distance ** 2 - 0.3 * (dropout - 0.3) ** 2 + 0.01 * Math.min(3, unfreezeDepth)
  const ofFold = 0.02 * createRandom('fold').fork(fold).normal()
  const noise = 0.01 * createRandom(seed).fork(epoch).normal()
  const pace = Math.min(2, Math.max(0.05, 400 * learningRate))
  const accuracy = clip(0.2 + (worth - 0.2) * (1 - Math.exp(-pace * epoch)) + ofFold + noise)
  const logLoss = -Math.log(Math.max(1e-3, accuracy))
  return {
    metrics: { accuracy, balancedAccuracy: accuracy, macroF1: accuracy, logLoss },
    trainLoss: logLoss * 0.9,
  }
}

const clip = (value: number) => Math.min(0.999, Math.max(0.01, value))
