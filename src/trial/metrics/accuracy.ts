import type { Metric } from './metric.ts'

export const accuracy: Metric = {
  goal: 'maximize',
  bounds: [0, 1],
  meaning: 'The share of the images that are taken for what they are.',
  shareOf: 'images',
  compute: ({ right, labels }) => right.reduce((sum, hits) => sum + hits, 0) / labels.length,
}
