import type { z } from 'zod'
import { type OptionsSchema, type Strategy, strategy } from '../base/strategy.ts'
import type { Sampler } from './sampler.ts'

/** All that there is to say of a sampler: one file each, one line in `index.ts`. */
interface Description<Schema extends OptionsSchema> {
  /** One sentence for people. */
  readonly meaning: string
  readonly options: Schema
  readonly create: (options: z.output<Schema>) => Sampler
  /** How many values of a continuous range it tries: it comes to an end by itself. Not given: any value, without end. */
  readonly levels?: (options: z.output<Schema>) => number
  /** Proposes nothing: only what is under `enqueue` is tried. */
  readonly isQueueOnly?: true
  /** Knows no compromise of several objectives. */
  readonly hasOneObjective?: true
}

export interface SamplerEntry<Schema extends OptionsSchema> extends Strategy<Schema, [], Sampler> {
  readonly isQueueOnly: boolean
  readonly hasOneObjective: boolean
  /** In any space, so that a sweep needs no limit. */
  readonly endsByItself: boolean
  levelsOf(options: unknown): number | undefined
}

export function samplerEntry<Schema extends OptionsSchema>(
  described: Description<Schema>,
): SamplerEntry<Schema> {
  const { meaning, create, levels, isQueueOnly = false, hasOneObjective = false } = described
  const entry = strategy(meaning, described.options, create)
  return {
    ...entry,
    isQueueOnly,
    hasOneObjective,
    endsByItself: isQueueOnly || levels !== undefined,
    levelsOf: given => levels?.(entry.options.parse(given)),
  }
}
