import type { Metric } from './metric.ts'
import { at } from './predictions.ts'

/** As scikit-learn, clipped at 1e-7 (float32). */
export const logLoss: Metric = {
  goal: 'minimize',
  bounds: [0, Number.POSITIVE_INFINITY],
  meaning: 'The mean of −log of the probability given to the true class: it asks for honest probabilities.',
  compute({ probabilities, labels, classes }) {
    let sum = 0
    for (let row = 0; row < labels.length; row++)
      sum -= Math.log(clip(at(probabilities, row * classes + at(labels, row))))
    return sum / labels.length
  },
}

const epsilon = 1e-7
const clip = (p: number) => Math.min(1 - epsilon, Math.max(epsilon, p))
