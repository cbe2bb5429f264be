import { z } from 'zod'
import { named } from '../base/strategy.ts'
import { anovaPruner } from './anova.ts'
import { ashaPruner } from './asha.ts'
import { forgivingPruner } from './forgiving.ts'
import { hyperbandPruner } from './hyperband.ts'
import { medianPruner } from './median.ts'
import { noPruner } from './none.ts'
import { patiencePruner } from './patience.ts'
import { percentilePruner } from './percentile.ts'
import type { PrunedMetric, Pruner } from './pruner.ts'
import { racePruner } from './race/race.ts'

import { thresholdPruner } from './threshold.ts'
import { wilcoxonPruner } from './wilcoxon.ts'

/** Every pruner that a file can name. A new one is a file and a line here. */
export const pruners = [
  racePruner,
  noPruner,
  medianPruner,
  percentilePruner,
  patiencePruner,
  thresholdPruner,
  wilcoxonPruner,
  ashaPruner,
  hyperbandPruner,
  forgivingPruner,
  anovaPruner,
] as const

const [first, ...others] = pruners
/** A pruner's options as the file gives them. */
export const prunerSchema = z.discriminatedUnion('type', [
  first.options,
  ...others.map(({ options }) => options),
])
export type PrunerOptions = z.infer<typeof prunerSchema>

/** The pruner that the file asks for; `shown` is what its reasons call the losses. */
export const createPruner = (
  options: PrunerOptions,
  shown: PrunedMetric = { metric: 'loss', goal: 'minimize' },
): Pruner => named(pruners, options.type, 'pruner').create(options, shown)
