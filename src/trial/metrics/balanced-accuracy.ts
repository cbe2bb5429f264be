import { type Metric, mean } from './metric.ts'
import { at } from './predictions.ts'

/** As scikit-learn: over the classes that occur in the labels. */
export const balancedAccuracy: Metric = {
  goal: 'maximize',
  bounds: [0, 1],
  meaning:
    'The mean over classes of the share that is recognised: rare classes count as much as common ones.',
  compute({ right, actual, classes }) {
    const recalls: number[] = []
    for (let c = 0; c < classes; c++) if (at(actual, c) > 0) recalls.push(at(right, c) / at(actual, c))
    return mean(recalls)
  },
}
