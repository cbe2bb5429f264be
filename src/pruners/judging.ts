import { type Place, scoreOf } from '../trial/trial.ts'
import type { Curves, PrunedMetric } from './pruner.ts'

/** A head's epochs say little of what becomes of a trial once its backbone is trained, too. */
export function isBeforeFineTuning({ folds, headEpochs }: Curves, fold: number): boolean {
  return headEpochs !== undefined && (folds[fold]?.length ?? 0) <= (headEpochs[fold] ?? 0)
}

/** The mean over folds of the lowest loss within so many epochs each; undefined where the trial has not come so far. */
export function meanOfBest({ folds, finished }: Curves, epochs: readonly number[]): number | undefined {
  let [sum, compared] = [0, 0]
  for (const [fold, count] of epochs.entries()) {
    if (count === 0) continue
    const losses = folds[fold] ?? []
    const isEnough = losses.length >= count || (finished && losses.length > 0)
    if (!isEnough) return undefined
    sum += lowest(losses, count)
    compared++
  }
  return compared === 0 ? undefined : sum / compared
}

function lowest(losses: readonly number[], count: number): number {
  let best = Infinity
  for (let epoch = 0; epoch < count && epoch < losses.length; epoch++) {
    const loss = asLoss(losses[epoch])
    if (loss < best) best = loss
  }
  return best
}

/** What is not a number is the worst of all. */
export const asLoss = (loss: number | undefined): number =>
  loss === undefined || Number.isNaN(loss) ? Infinity : loss

/** Infinity where one of them is. */
export const meanLoss = (losses: readonly number[]): number =>
  losses.reduce((sum, loss) => sum + loss, 0) / losses.length

/** Losses of the folds that are done, by fold. */
export const doneFolds = ({ scores }: Curves): { readonly fold: number; readonly loss: number }[] =>
  scores.flatMap((score, fold) => (score === undefined ? [] : [{ fold, loss: asLoss(score) }]))

/** Losses in the words of the metric. */
export function wordsOf({ metric, goal }: PrunedMetric) {
  const number = (loss: number) => scoreOf({ goal }, loss).toFixed(3)
  return {
    number,
    score: (loss: number) => `${metric} ${number(loss)}`,
    worse: goal === 'maximize' ? 'below' : 'above',
  }
}

export const placeText = ({ fold, epoch }: Place): string =>
  epoch === 'end' ? `after fold ${fold + 1}` : `at fold ${fold + 1}, epoch ${epoch}`

export const trialsText = (count: number): string => `${count} ${count === 1 ? 'trial' : 'trials'}`
