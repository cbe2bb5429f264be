import { z } from 'zod'
import { named } from '../base/strategy.ts'
import { medianPruner } from './median.ts'
import { noPruner } from './none.ts'
import type { PrunedMetric, Pruner } from './pruner.ts'
import { racePruner } from './race/race.ts'

/** Every pruner that a file can name. A new one is a file and a line here. */
export const pruners = [racePruner, noPruner, medianPruner] as const

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
