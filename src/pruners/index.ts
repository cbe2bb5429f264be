import { createMedianPruner } from './median.ts'
import { createNoPruner } from './none.ts'
import type { PrunerOptions } from './options.ts'
import type { PrunedMetric, Pruner } from './pruner.ts'

/** The pruner that the file asks for; `shown` is what its reasons call the losses. */
export function createPruner(
  options: PrunerOptions,
  shown: PrunedMetric = { metric: 'loss', goal: 'minimize' },
): Pruner {
  switch (options.type) {
    case 'none':
      return createNoPruner()
    case 'median':
      return createMedianPruner(options, shown)
    default:
      return options satisfies never
  }
}
