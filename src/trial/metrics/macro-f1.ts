import { type Metric, mean } from './metric.ts'
import { at, type ClassCounts } from './predictions.ts'

/** As scikit-learn: over the classes that occur in labels or predictions, with 0 for 0/0. */
function ofCounts({ right, predicted, actual }: ClassCounts): number {
  const f1: number[] = []
  for (let c = 0; c < actual.length; c++) {
    const [hits, claims, truths] = [at(right, c), at(predicted, c), at(actual, c)]
    if (truths + claims > 0) f1.push((2 * hits) / (truths + claims))
  }
  return mean(f1)
}

export const macroF1: Metric = {
  goal: 'maximize',
  bounds: [0, 1],
  meaning: 'The mean over classes of F1, which counts both what is missed and what is wrongly claimed.',
  shareOf: 'classes',
  ofCounts,
  compute: ofCounts,
}
