/** What a cross-validated rate rests on: k fold scores and the images they were counted on. */
export interface RateSample {
  /** Mean of the fold scores, or the rate over all images together; in [0, 1]. */
  readonly mean: number
  /** Sample variance of the fold scores. */
  readonly variance: number
  readonly folds: number
  /** Validation images of all folds of a split together. */
  readonly images: number
  /** Splits of the same images that the folds are of, all alike; 1 unless told. */
  readonly splits?: number
}

/** Folds that the binomial variance counts as, beside those that were seen. */
const priorDegrees = 8

/**
 * Standard error of a cross-validated rate (accuracy and the like), and the degrees of freedom of its t distribution.
 *
 * | symbol | meaning |
 * |---|---|
 * | p̃ | (n p + 1)/(n + 2): a rate of 1 on n images is no proof of 1 (Laplace), so that the error is never zero |
 * | v | variance of a fold: (8 p̃(1 − p̃) k/n + (k − 1) s²)/(7 + k), what n images allow and what k folds show |
 * | error | √(v (1/k + ½/(k − 1))): half of Nadeau and Bengio's allowance for training sets that overlap |
 *
 * Folds of further splits are more of the same: they make 1/k smaller and nothing else, as they are of the same images.
 *
 * Three to ten scores say little about their own variance; the number of images says it almost alone.
 * Source: Nadeau & Bengio, Inference for the Generalization Error, Machine Learning 52 (2003); variances pooled as in
 * Smyth, Linear models and empirical Bayes methods, SAGMB 3 (2004).
 */
export function rateError({ mean, variance, folds, images, splits = 1 }: RateSample): {
  error: number
  degrees: number
} {
  const k = folds / splits
  const smooth = (images * mean + 1) / (images + 2)
  const binomial = (smooth * (1 - smooth) * k) / images
  const degrees = priorDegrees + folds - 1
  const pooled = (priorDegrees * binomial + (folds - 1) * variance) / degrees
  return { error: Math.sqrt(pooled * (1 / folds + 0.5 / (k - 1))), degrees }
}
