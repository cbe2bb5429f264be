import type { Progress } from '../../base/progress.ts'
import type { Dataset, ImageFile, Skipped } from '../../data/dataset.ts'
import type { PictureNote } from '../../data/picture/notes.ts'
import type { Range } from '../../data/picture/rule.ts'
import type { RecipeBackbone } from '../../trial/backbone-names.ts'
import type { EngineName } from '../../trial/engine-names.ts'
import type { WeightSource } from '../../trial/recipe.ts'
import type { EngineFacts } from '../pool/tasks.ts'

/** Features of which images, by which network, into which file. */
export interface EmbedRequest {
  readonly dataset: Dataset
  readonly size: number
  /** What deep images keep as black and white; undefined: as their values suggest. */
  readonly range?: Range
  readonly backbone: RecipeBackbone
  readonly source: WeightSource
  /** Averaged over positions after this layer; undefined: after the last. */
  readonly layer: string | undefined
  readonly engine: EngineName | 'auto'
  /** Undefined: as many as suit the machine. */
  readonly workers: number | undefined
  /** The `.npy` file, [images, features]. */
  readonly file: string
}

export interface Embedded {
  /** Those that decode: one for each row. */
  readonly images: readonly ImageFile[]
  readonly skipped: readonly Skipped[]
  /** What a person should know of how they were read. */
  readonly pictureNotes: readonly PictureNote[]
  readonly features: number
  readonly engine: EngineFacts
}

export interface EmbedDialogue {
  readonly question: EmbedRequest
  readonly note: Progress
  readonly answer: Embedded
}
