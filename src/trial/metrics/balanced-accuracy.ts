import { type Metric, mean } from './metric.ts'
import { at, type ClassCounts } from './predictions.ts'

/** As scikit-learn: over the classes that occur in the labels. */
function ofCounts({ right, actual }: ClassCounts): number {
  const recalls: number[] = []
  for (let c = 0; c < actual.length; c++) if (at(actual, c) > 0) recalls.push(at(right, c) / at(actual, c))
  return mean(recalls)
}

export const balancedAccuracy: Metric = {
  goal: 'maximize',
  bounds: [0, 1],
  meaning:
    'The mean over classes of the share that is recognised: rare classes count as much as common ones.',
  shareOf: 'classes',
  ofCounts,
  compute: ofCounts,
}
