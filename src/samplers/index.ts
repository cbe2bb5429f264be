import { z } from 'zod'
import { named } from '../base/strategy.ts'
import { autoSampler } from './auto/auto.ts'
import { cmaEsSampler } from './cma-es/cma-es.ts'
import { gpSampler } from './gp/gp.ts'
import { gridSampler } from './grid.ts'
import { listSampler } from './list.ts'
import { nsga2Sampler } from './nsga2/nsga2.ts'
import { randomSampler } from './random.ts'
import type { Sampler } from './sampler.ts'
import { sobolSampler } from './sobol/sobol.ts'
import { tpeSampler } from './tpe/tpe.ts'

/** Every sampler that a file can name. A new one is a file and a line here. */
export const samplers = [
  autoSampler,
  randomSampler,
  sobolSampler,
  tpeSampler,
  gpSampler,
  cmaEsSampler,
  nsga2Sampler,
  gridSampler,
  listSampler,
] as const

const [first, ...others] = samplers
/** A sampler's options as the file gives them. */
export const samplerSchema = z.discriminatedUnion('type', [
  first.options,
  ...others.map(({ options }) => options),
])
export type SamplerOptions = z.infer<typeof samplerSchema>

const entryOf = ({ type }: Pick<SamplerOptions, 'type'>) => named(samplers, type, 'sampler')

/** The sampler that the file asks for. */
export const createSampler = (options: SamplerOptions): Sampler => entryOf(options).create(options)

/** How many values of a continuous range it tries; undefined: any. */
export const levelsOf = (options: SamplerOptions): number | undefined => entryOf(options).levelsOf(options)

/** Whether nothing but what is under `enqueue` is tried. Takes a name as it is written, right or wrong. */
export const isQueueOnly = (type: unknown): boolean =>
  samplers.some(sampler => sampler.type === type && sampler.isQueueOnly)

const oneObjective = samplers.filter(({ hasOneObjective }) => hasOneObjective)
/** Those that can look for compromises of several objectives, or at none. */
export const samplersOfSeveral = samplers
  .filter(({ hasOneObjective }) => !hasOneObjective)
  .map(({ type }) => type)

/** Whether it knows no compromise of several objectives. Takes a name as it is written, right or wrong. */
export const takesOneObjective = (type: unknown): boolean => oneObjective.some(entry => entry.type === type)

/** Whether it comes to an end in any space, so that a sweep needs no limit. */
export const endsByItself = (options: SamplerOptions): boolean => entryOf(options).endsByItself
