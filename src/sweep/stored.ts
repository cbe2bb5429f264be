import { z } from 'zod'
import { duplicatePolicies } from '../data/duplicates/policies.ts'
import { classFolders } from '../data/source.ts'
import { prunerSchema } from '../pruners/index.ts'
import { samplerSchema } from '../samplers/index.ts'
import type { Parameter } from '../space/parameter.ts'
import { recipeBackbones } from '../trial/backbone-names.ts'
import { type Recipe, recipeShape, weightSourceSchema } from '../trial/recipe.ts'
import { limitsSchema } from './limits-schema.ts'
import { sweepObjectiveSchema } from './objective.ts'
import type { Sweep } from './sweep.ts'
import { tableKeys } from './table-schema.ts'

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const comparison = z.object({ is: z.enum(['>', '>=', '<', '<=']), than: z.number() })
const when = z.exactOptional(z.record(z.string(), z.union([z.array(scalar), comparison])))

const parameter: z.ZodType<Parameter> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('choice'), values: z.array(z.json()).min(1), when }),
  z.object({
    kind: z.enum(['float', 'int']),
    min: z.number(),
    max: z.number(),
    scale: z.enum(['linear', 'log']),
    step: z.exactOptional(z.number().gt(0)),
    when,
  }),
])

const fixed = z.record(z.string(), z.unknown()).transform((written, context): Partial<Recipe> => {
  const recipe: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(recipeShape)) {
    if (written[name] === undefined) continue
    const read = field.unwrap().safeParse(written[name])
    if (read.success) recipe[name] = read.data
    else
      for (const issue of read.error.issues)
        context.addIssue({ code: 'custom', path: [name, ...issue.path], message: issue.message })
  }
  return recipe
})

const count = z.number().int().min(0)
const positive = z.number().gt(0)

/** A sweep as `loadSweep` gives it and a journal keeps it: defaults filled in, paths absolute. */
export const storedSweepSchema: z.ZodType<Sweep> = z.object({
  name: z.string(),
  file: z.string(),
  data: z.object({
    path: z.string(),
    train: z.exactOptional(z.array(z.string()).min(1)),
    test: z.exactOptional(z.array(z.string()).min(1)),
    depth: z.exactOptional(count.min(1)),
    classes: z.exactOptional(z.enum(classFolders)),
    ignore: z.exactOptional(z.array(z.string())),
    ...tableKeys,
    imageSize: positive,
    holdout: z.number().min(0).max(1).default(0),
    range: z.exactOptional(z.tuple([z.number(), z.number()])),
    duplicates: z.exactOptional(z.enum(duplicatePolicies)),
  }),
  folds: z.object({
    k: count.min(2),
    stratified: z.boolean().default(true),
    grouped: z.boolean().default(false),
    seed: z.number().default(0),
    file: z.exactOptional(z.string()),
  }),
  objective: sweepObjectiveSchema,
  sampler: samplerSchema,
  pruner: prunerSchema,
  budget: z.object({
    trials: z.exactOptional(count),
    hours: z.exactOptional(positive),
    until: z.exactOptional(z.string()),
    target: z.exactOptional(z.number()),
    cost: z.exactOptional(positive),
  }),
  recipe: fixed,
  space: z.record(z.string(), parameter),
  constraints: z.exactOptional(z.array(z.string())),
  enqueue: z.array(z.record(z.string(), z.json())).default([]),
  unusable: z.exactOptional(
    z.array(z.object({ backbone: z.enum(recipeBackbones), source: weightSourceSchema })),
  ),
  finalists: z.exactOptional(z.union([z.literal(false), z.object({ repeats: count, most: count })])),
  baseline: z.exactOptional(z.boolean()),
  cache: z.exactOptional(
    z.object({
      memory: z.exactOptional(count),
      disk: z.exactOptional(count),
      precision: z.exactOptional(z.enum(['float32', 'float16'])),
    }),
  ),
  limits: z.exactOptional(limitsSchema),
  seed: z.number().default(0),
  lookAhead: z.exactOptional(count.min(1)),
})
