import type { z } from 'zod'
import type { DuplicatePolicy } from '../data/duplicates/policies.ts'
import type { Range } from '../data/picture/rule.ts'
import type { DataSource } from '../data/source.ts'
import type { PrunerOptions } from '../pruners/index.ts'
import type { SamplerOptions } from '../samplers/index.ts'
import type { Config, Parameter, Space } from '../space/parameter.ts'
import type { Recipe } from '../trial/recipe.ts'
import type { limitsSchema } from './limits-schema.ts'
import type { SweepObjective } from './objective.ts'
import type { WeightPair } from './weight-pair.ts'

/** A loaded search-space file: defaults filled in, paths absolute, everything checked. Plain JSON. */
export interface Sweep {
  readonly name: string
  /** The file it came from, for messages. */
  readonly file: string
  readonly data: DataSource & {
    readonly imageSize: number
    readonly holdout: number
    /** What deep images keep as black and white. Not in journals of older runs. */
    readonly range?: Range
    /** What is done about images that show the same picture. Not in journals of older runs, which did not look. */
    readonly duplicates?: DuplicatePolicy
  }
  readonly folds: {
    readonly k: number
    readonly stratified: boolean
    readonly grouped: boolean
    readonly seed: number
    /** A JSON file from `class/file.jpg` to fold number; k then follows from it. */
    readonly file?: string
  }
  readonly objective: SweepObjective
  readonly sampler: SamplerOptions
  readonly pruner: PrunerOptions
  readonly budget: Budget
  /** Fixed recipe values; the rest are defaults or come from `space`. */
  readonly recipe: Partial<Recipe>
  readonly space: Readonly<Record<string, Parameter>>
  /** Conditions that configs must meet, as written. Not in journals of older runs. */
  readonly constraints?: readonly string[]
  readonly enqueue: readonly Config[]
  /**
   * Weights that do not fit their backbone, as was found when the run began: no config that asks for them is tried. Not in
   * journals of older runs, where nobody looked.
   */
  readonly unusable?: readonly WeightPair[]
  /** Which trials are trained on further splits at the end. Not in journals of older runs, which have none. */
  readonly finalists?: Finalists | false
  /** Whether logistic regressions come first. Not in journals of older runs, which have neither them nor the defaults. */
  readonly baseline?: boolean
  /** Bytes for frozen activations; what is not given is decided when the sweep runs. Not in journals of older runs. */
  readonly cache?: {
    readonly memory?: number
    readonly disk?: number
    readonly precision?: 'float32' | 'float16'
  }
  /** Not in journals of older runs. */
  readonly limits?: z.output<typeof limitsSchema>
  readonly seed: number
  /** What of the file does not count, and why: a sentence each. For whoever reads the file; journals have them as notes. */
  readonly notes?: readonly string[]
  /** See `coordinator/schedule/look-ahead.ts`. */
  readonly lookAhead?: number
}

export type { SamplerOptions }

/** Further splits, and trials that are trained on them, at most. */
export interface Finalists {
  readonly repeats: number
  readonly most: number
}

/** The sweep ends when the first of these is reached. */
export interface Budget {
  readonly trials?: number
  readonly hours?: number
  /** Local time of day: "07:30". */
  readonly until?: string
  /** Hours of training, all workers' together. */
  readonly cost?: number
  /** Stop when the best trial's score reaches this. */
  readonly target?: number
}

export function spaceOf({ space }: Pick<Sweep, 'space'>): Space {
  return new Map(Object.entries(space))
}
