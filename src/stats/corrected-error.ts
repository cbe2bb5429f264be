import { sampleVariance } from 'simple-statistics'

/**
 * Standard error of a mean over cross-validation folds: √((1/k + n_test/n_train) s²). Training sets of
 * different folds overlap, so the plain s/√k is too small.
 * Source: Nadeau & Bengio, Inference for the Generalization Error, Machine Learning 52 (2003).
 */
export function correctedError(values: readonly number[], testToTrain: number): number {
  return Math.sqrt((1 / values.length + testToTrain) * sampleVariance([...values]))
}
