import { z } from 'zod'
import { mostFolds } from '../data/assigned-folds.ts'
import type { Config } from '../space/parameter.ts'
import { aimSchema, objectiveSchema } from '../sweep/objective.ts'
import { storedSweepSchema } from '../sweep/stored.ts'
import { recipeBackbones } from '../trial/backbone-names.ts'
import { holdoutFold } from '../trial/fold-places.ts'
import { causes } from '../trial/job.ts'
import type { Aim } from '../trial/measures.ts'
import { allMetrics, eachMetric, type Metrics } from '../trial/metrics/index.ts'
import type { ClassCounts } from '../trial/metrics/predictions.ts'
import { weightSourceSchema } from '../trial/recipe/weights.ts'
import { origins, ways } from '../trial/trial.ts'
import { holders } from './hold.ts'
import type { RunData, RunDuplicates } from './state.ts'

export const journalVersion = 5

const count = z.int().min(0)
/** −1 is the holdout. */
const fold = z.int().min(holdoutFold)
const counts: z.ZodType<readonly number[]> = z.array(count)
const seconds = z.number().min(0)
/** ISO 8601. */
const at = z.string().refine(text => !Number.isNaN(Date.parse(text)), 'Invalid input: expected a time')
const config: z.ZodType<Config> = z.record(z.string(), z.json())
const names: z.ZodType<readonly string[]> = z.array(z.string())
const skipped: z.ZodType<RunData['skipped']> = z.array(z.object({ file: z.string(), reason: z.string() }))
/** Files by groups that show the same picture. */
const groups: z.ZodType<readonly (readonly string[])[]> = z.array(z.array(z.string()))
const duplicates: z.ZodType<RunDuplicates> = z.object({
  groups,
  identical: groups,
  hasFixedFolds: z.exactOptional(z.boolean()),
  split: z.exactOptional(count),
})
const objectives: z.ZodType<readonly Aim[]> = z.array(aimSchema).min(1)
/** By name. */
const values: z.ZodType<Readonly<Record<string, number>>> = z.record(z.string(), z.number())

/** A share that was computed may be beyond 1 by its last bit. */
const slack = 1e-9

/** A journal of an older version may lack a metric. */
const metrics: z.ZodType<Metrics> = z.object(
  eachMetric(name => {
    const [low, high] = allMetrics[name].bounds
    return z
      .number()
      .min(low - slack)
      .max(high + slack)
      .default(Number.NaN)
  }),
)

const spent = {
  epochs: count,
  seconds,
  host: z.exactOptional(z.string()),
  worker: z.exactOptional(count),
}
const classCounts: z.ZodType<ClassCounts> = z.object({ right: counts, predicted: counts, actual: counts })
const outcome = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('done'),
    metrics,
    bestEpoch: count,
    /** By class, where the objective is computed from those of all folds. */
    counts: z.exactOptional(classCounts),
    /** The metrics are those of the best epoch, and chosen by the fold itself. */
    earlyStopping: z.exactOptional(z.literal(true)),
    ...spent,
  }),
  z.object({ status: z.literal('stopped'), reason: z.exactOptional(z.string()), ...spent }),
  z.object({
    status: z.literal('failed'),
    cause: z.enum(causes),
    error: z.string(),
    /** Its process was ended for another's sake. */
    isInnocent: z.exactOptional(z.boolean()),
    wasKilled: z.exactOptional(z.boolean()),
    ...spent,
  }),
])

const latency = z.object({
  backbone: z.enum(recipeBackbones),
  /** The file of a layers model. */
  model: z.exactOptional(z.string()),
  hiddenUnits: count,
  milliseconds: z.number().min(0),
})

const usedWeights = z.object({
  backbone: z.enum(recipeBackbones),
  weights: weightSourceSchema,
  hash: z.string(),
})

const place = z.object({ fold: count, epoch: z.union([count, z.literal('end')]) })

const schemas = {
  run: z.object({
    type: z.literal('run'),
    version: z.literal(journalVersion),
    at,
    name: z.string(),
    /** As loaded, defaults filled in: enough to resume without the file. */
    sweep: storedSweepSchema,
    /** The objective that decides; one of `objectives`. */
    ...objectiveSchema.shape,
    objectives,
    seed: z.number(),
    /** Trial n may know the results of the trials up to n − lookAhead; null: it looks at none. */
    lookAhead: z.exactOptional(z.union([count.min(1), z.null()])),
    /** How folds with early stopping are scored, see `trial/cross-fit.ts`. Older runs keep the scores that they told. */
    scoring: z.exactOptional(z.literal('crossFitted')),
    /** Of the search-space file's text, to tell whether it was edited since. */
    fileHash: z.exactOptional(z.string()),
  }),
  data: z.object({
    type: z.literal('data'),
    at,
    classes: names,
    images: count,
    skipped,
    /** Hash of the usable files' names, labels and pixels. */
    imagesHash: z.string(),
    folds: z.object({ k: count.min(1).max(mostFolds), hash: z.string() }),
    holdout: count,
    duplicates: z.exactOptional(duplicates),
  }),
  session: z.object({
    type: z.literal('session'),
    at,
    engine: z.string(),
    device: z.string(),
    workers: count,
    /** Of this line and those after it, where a newer program goes on with a run. */
    version: z.exactOptional(count),
    /** The machine's name. */
    host: z.exactOptional(z.string()),
    /** Version of the program. */
    program: z.exactOptional(z.string()),
  }),
  trialStarted: z.object({
    type: z.literal('trialStarted'),
    at,
    trial: count,
    config,
    origin: z.enum(origins),
    /** What proposed it, and why. */
    by: z.exactOptional(z.string()),
  }),
  /** What a trial costs, where that is an objective; the later counts. */
  measured: z.object({ type: z.literal('measured'), at, trial: count, values }),
  /** How long a network takes for one image on the engine of the session. */
  latency: z.object({ type: z.literal('latency'), at, engine: z.string(), ...latency.shape }),
  /** A network's weights as they were when the run first used them; a file that is another one later is refused. */
  weights: z.object({ type: z.literal('weights'), at, ...usedWeights.shape }),
  foldStarted: z.object({
    type: z.literal('foldStarted'),
    at,
    trial: count,
    fold,
    attempt: count,
    /** Images that it has in the network at once, where the memory has no room for a batch. */
    microBatch: z.exactOptional(count.min(1)),
  }),
  report: z.object({
    type: z.literal('report'),
    at,
    trial: count,
    fold,
    epoch: count,
    /** Planned, of both stages together. */
    epochs: count,
    stage: z.enum(['head', 'fineTune']),
    trainLoss: z.number(),
    metrics,
    seconds,
  }),
  foldEnded: z.object({
    type: z.literal('foldEnded'),
    at,
    trial: count,
    fold,
    attempt: z.exactOptional(count),
    outcome,
    /** Most folds that ran beside it, itself included; told of failures. */
    together: z.exactOptional(count.min(1)),
    /** It is tried again, and how. */
    again: z.exactOptional(z.enum(ways)),
  }),
  trialPaused: z.object({
    type: z.literal('trialPaused'),
    at,
    trial: count,
    reason: z.string(),
    place: z.exactOptional(place),
  }),
  trialResumed: z.object({ type: z.literal('trialResumed'), at, trial: count }),
  trialEnded: z.object({
    type: z.literal('trialEnded'),
    at,
    trial: count,
    state: z.enum(['completed', 'pruned', 'failed']),
    reason: z.string(),
    /** Of a failed trial. */
    cause: z.exactOptional(z.enum(causes)),
    /** Where the pruner stopped it. */
    place: z.exactOptional(place),
  }),
  /** Nothing new begins until each holder has let go; folds that run go on. A session begins without any. */
  held: z.object({ type: z.literal('held'), at, by: z.enum(holders), reason: z.string() }),
  released: z.object({ type: z.literal('released'), at, by: z.enum(holders) }),
  note: z.object({ type: z.literal('note'), at, level: z.enum(['info', 'warning']), text: z.string() }),
  ended: z.object({
    type: z.literal('ended'),
    at,
    state: z.enum(['finished', 'interrupted', 'failed']),
    reason: z.string(),
  }),
} as const

/** Every kind of event, checked where it enters: from a journal, from another process. */
export const eventSchema = z.discriminatedUnion('type', [
  schemas.run,
  schemas.data,
  schemas.session,
  schemas.trialStarted,
  schemas.measured,
  schemas.latency,
  schemas.weights,
  schemas.foldStarted,
  schemas.report,
  schemas.foldEnded,
  schemas.trialPaused,
  schemas.trialResumed,
  schemas.trialEnded,
  schemas.held,
  schemas.released,
  schemas.note,
  schemas.ended,
])

/** What happened in a run: one journal line each, folded into a `RunState` by `run/book.ts`. */
export type RunEvent = z.infer<typeof eventSchema>
export type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>
