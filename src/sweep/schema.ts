import { z } from 'zod'
import type { Json } from '../base/hash.ts'
import { prunerSchema } from '../pruners/index.ts'
import { samplerSchema } from '../samplers/index.ts'
import type { Parameter } from '../space/parameter.ts'
import { choiceSchema, numberSchema } from '../space/schema.ts'
import { mostRepeats } from '../trial/fold-places.ts'
import { measureNames, measures, type ObjectiveName, objectiveNames } from '../trial/measures.ts'
import { allMetrics, goalOf, metricNames } from '../trial/metrics/index.ts'
import { type RecipeName, recipeNames, recipeSchema, recipeShape, recipeValues } from '../trial/recipe.ts'
import { asWritten } from './as-written.ts'
import { dataSchema } from './data-schema.ts'
import { limitsSchema } from './limits-schema.ts'

/** The schema of a recipe value that must be there. */
const fieldOf = (name: RecipeName): z.ZodType => recipeShape[name].unwrap()

/** How each recipe value is written when it is searched. */
export const parameterSchemas: ReadonlyMap<string, z.ZodType<Parameter>> = new Map(
  recipeNames.map(name => {
    const field = fieldOf(name)
    const schema = field instanceof z.ZodNumber ? numberSchema(field) : choiceSchema(kept(field))
    return [name, schema.describe(recipeValues[name].meaning)] as const
  }),
)

/** A name is kept anyway. */
function kept(field: z.ZodType): z.ZodType<Json> {
  return field instanceof z.ZodEnum ? field : asWritten(field)
}

const optional = (schemas: Iterable<readonly [string, z.ZodType]>) =>
  z.strictObject(Object.fromEntries([...schemas].map(([name, schema]) => [name, schema.optional()])))

export const configSchema = optional(
  recipeNames.map(name => [name, asWritten(fieldOf(name).describe(recipeValues[name].meaning))]),
)

const folds = z
  .strictObject({
    k: z.number().int().min(2).max(100).default(5).describe('How many folds each config is evaluated on.'),
    stratified: z.boolean().default(true).describe('Every fold gets its share of each class.'),
    grouped: z.boolean().default(false).describe('Images of one group of the table stay in one fold.'),
    seed: z.number().int().default(0).describe('Another seed, other folds.'),
    file: z
      .exactOptional(z.string().min(1))
      .describe(
        'Fixed folds instead: a JSON object from "class/file.jpg" to a fold number from 0, or a table with the columns file and fold.',
      ),
  })
  .prefault({})

const objectiveName = z.enum(objectiveNames)

const objective = z
  .strictObject({
    metric: z
      .enum(metricNames)
      .default('accuracy')
      .describe(metricNames.map(name => `${name}: ${allMetrics[name].meaning}`).join(' ')),
    goal: z.enum(['maximize', 'minimize']).optional().describe('Follows from the metric.'),
    against: z
      .exactOptional(z.union([objectiveName, z.array(objectiveName).min(1).max(3)]))
      .describe(
        `What else counts, one or up to three: the leaderboard marks the trials that none is better than in all (the Pareto front), and tpe, gp and nsga2 look for such. Another metric, or ${measureNames.map(name => `${name}: ${measures[name]}`).join(' ')}`,
      ),
  })
  .prefault({})
  .superRefine(({ metric, goal = goalOf(metric), against = [] }, context) => {
    if (goal !== goalOf(metric)) {
      const message = `must be ${goalOf(metric)} for ${metric} (got "${goal}"); it can be left out`
      context.addIssue({ code: 'custom', path: ['goal'], message })
    }
    const isOne = typeof against === 'string'
    for (const [i, name] of listOf(against).entries()) {
      const path = isOne ? ['against'] : ['against', i]
      if (name === metric)
        context.addIssue({
          code: 'custom',
          path,
          message: `${name} is the metric itself: name something else`,
        })
      else if (listOf(against).indexOf(name) < i)
        context.addIssue({ code: 'custom', path, message: `${name} is there twice` })
    }
  })
  .transform(({ metric, against }) => ({
    metric,
    goal: goalOf(metric),
    ...(against === undefined ? {} : { against: listOf(against) }),
  }))

const listOf = (against: ObjectiveName | readonly ObjectiveName[]): readonly ObjectiveName[] =>
  typeof against === 'string' ? [against] : against

const budget = z
  .strictObject({
    trials: z.exactOptional(z.number().int().min(1)).describe('How many configs to try.'),
    hours: z.exactOptional(z.number().gt(0)).describe('How many hours it may go on.'),
    until: z
      .exactOptional(z.string().regex(/^([01]?\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as "07:30"'))
      .describe('Local time of day, such as "07:30".'),
    target: z.exactOptional(z.number()).describe('Stop when the best score reaches this.'),
    cost: z
      .exactOptional(z.number().gt(0))
      .describe(
        'Hours of training in all: eight workers use up 8 in one hour. No fold begins after that; what runs is finished.',
      ),
  })
  .describe('The sweep ends when the first of these is reached.')

const finalists = z
  .union([
    z.literal(false),
    z.strictObject({
      repeats: z
        .number()
        .int()
        .min(1)
        .max(mostRepeats)
        .default(2)
        .describe('Further splits that they are trained on, at most.'),
      most: z.number().int().min(2).max(20).default(4).describe('How many trials, at most.'),
    }),
  ])
  .prefault({})

const bytes = z
  .union([z.literal(0), z.string().regex(/^\d+(\.\d+)?\s*[kmgt]?b$/i, 'must be a size such as 2GB or 500MB')])
  .transform(text => bytesOf(String(text)))

function bytesOf(text: string): number {
  const [, number = '0', unit = ''] = /^([\d.]+)\s*([kmgt]?)b?$/i.exec(text) ?? []
  return Math.round(Number(number) * 1024 ** ['', 'k', 'm', 'g', 't'].indexOf(unit.toLowerCase()))
}

const cache = z.strictObject({
  memory: z
    .exactOptional(bytes)
    .describe(
      'Memory for them, such as 2GB; half of what images leave of limits.memoryGB unless given. What is more is read from disk.',
    ),
  disk: z
    .exactOptional(bytes)
    .describe(
      'Space in the cache folder, shared by all runs, oldest out first; 20GB unless given, 0 for none.',
    ),
  precision: z
    .exactOptional(z.enum(['float32', 'float16']))
    .describe(
      'Of activations at cuts. float16 takes half the space and now and then changes the class of an image.',
    ),
})

/** One schema for the whole file. What only shows when parts are compared is checked in `check.ts`. */
export const sweepSchema = z
  .strictObject({
    $schema: z.string().optional().describe('Where the editor finds this schema.'),
    name: z
      .string()
      .regex(/^[^\\/:*?"<>|]+$/, 'must be usable as the name of a folder: without / \\ : * ? " < > |')
      .regex(
        /^[^. -](.*[^. ])?$/,
        'must not begin with a dot, a dash or a space, nor end with a dot or a space',
      )
      .refine(name => !/\p{Cc}/u.test(name), 'must be without control characters')
      .refine(name => Buffer.byteLength(name) <= 200, 'must have at most 200 bytes')
      .optional()
      .describe('Names the folder of the runs; by default the name of this file.'),
    data: dataSchema.describe('The images.'),
    folds: folds.describe('How the images are split.'),
    objective: objective.describe('What is optimised.'),
    sampler: samplerSchema.prefault({ type: 'auto' }).describe('How configs are proposed.'),
    pruner: prunerSchema
      .prefault({ type: 'race' })
      .describe('Which trials are stopped early; none unless given where the objective has against.'),
    budget: budget.optional(),
    recipe: recipeSchema.prefault({}).describe('Fixed values; what is not named has its default.'),
    space: optional(parameterSchemas).default({}).describe('What varies: any recipe value by its name.'),
    constraints: z
      .exactOptional(z.array(z.string().min(1)))
      .describe(
        'Conditions that every config must meet, over recipe values, searched or fixed: ["batchSize * unfreezeDepth <= 128"]. With + - * / % ^, comparisons, and, or, not, min, max, abs, log10, log2; texts in quotes. One that names a parameter that is not active holds.',
      ),
    enqueue: z
      .union([z.array(configSchema), z.string()])
      .default([])
      .describe('Configs to try first, or a JSON file with a list of them.'),
    finalists: finalists.describe(
      'After the search, trials that may all be the best are trained on further splits of the same images, until one is the best with 95 % or the time is up: { repeats: 2, most: 4 } unless given, at most so many splits and trials; false for none. Not with folds.file or several objectives.',
    ),
    baseline: z
      .boolean()
      .default(true)
      .describe(
        'Begins with a logistic regression on the frozen features of each backbone, which the other trials must beat; not counted among budget.trials.',
      ),
    seed: z.number().int().default(0).describe('Seed of everything random but the folds.'),
    lookAhead: z
      .exactOptional(z.number().int().min(1).max(10_000))
      .describe(
        'Trial n may know the results of the trials up to n − lookAhead, and waits for them; 4 unless given. Without effect where neither sampler nor pruner looks at results.',
      ),
    limits: z
      .exactOptional(limitsSchema)
      .describe('What nothing may exceed, so that a night is not lost to it.'),
    cache: z.exactOptional(cache).describe('Outputs of frozen layers, computed once and kept.'),
  })
  .describe('A search-space file of Nightsweep')
