import type { Recipe } from '../trial/recipe.ts'
import { logSumExp } from './metrics.ts'

/**
 * What a batch is trained towards. With smoothed labels t, image weights w and n images the loss of a batch is
 * Σᵢ wᵢ/n · CE(tᵢ, softmax(logitsᵢ)): Keras' mean over the batch.
 */
export interface Targets {
  /** `soft` [n, classes] = t·w/n, `weights` [n] = w/n. Fresh arrays. */
  of(rows: readonly number[]): { readonly soft: Float32Array; readonly weights: Float32Array }
  /** Mean of w · CE over the rows, without penalties; logits [rows, classes] as they were when trained. */
  loss(rows: readonly number[], logits: Float32Array): number
}

interface Options {
  readonly labels: Int32Array
  readonly classes: number
  /** Rows whose class frequencies balance the weights: the training images. */
  readonly train: readonly number[]
}

export function createTargets(
  { labels, classes, train }: Options,
  { labelSmoothing, classWeights }: Pick<Recipe, 'labelSmoothing' | 'classWeights'>,
): Targets {
  const weightOf = classWeights === 'balanced' ? balanced(labels, classes, train) : () => 1
  const labelOf = (row: number) => labels[row] ?? 0
  const [off, on] = [labelSmoothing / classes, 1 - labelSmoothing + labelSmoothing / classes]
  return {
    of(rows) {
      const soft = new Float32Array(rows.length * classes)
      const weights = new Float32Array(rows.length)
      rows.forEach((row, i) => {
        const weight = weightOf(labelOf(row)) / rows.length
        weights[i] = weight
        soft.fill(weight * off, i * classes, (i + 1) * classes)
        soft[i * classes + labelOf(row)] = weight * on
      })
      return { soft, weights }
    },
    loss(rows, logits) {
      let total = 0
      rows.forEach((row, i) => {
        let expected = 0
        for (let c = 0; c < classes; c++)
          expected += (logits[i * classes + c] ?? 0) * (c === labelOf(row) ? on : off)
        total += weightOf(labelOf(row)) * (logSumExp(logits, i * classes, classes) - expected)
      })
      return total / rows.length
    },
  }
}

/** n / (classes present · images of the class): every class counts the same (scikit-learn's 'balanced'). */
function balanced(labels: Int32Array, classes: number, train: readonly number[]): (label: number) => number {
  const counts = new Float64Array(classes)
  for (const row of train) counts[labels[row] ?? 0]! += 1
  const present = counts.filter(count => count > 0).length
  return label => train.length / (present * Math.max(1, counts[label] ?? 0))
}
