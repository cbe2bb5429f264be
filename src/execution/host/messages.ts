import type { CutChoice } from '../../activations/choice.ts'
import type { PassFacts } from '../../activations/pass-facts.ts'
import type { PlainUserError } from '../../base/errors.ts'
import type { Progress } from '../../base/progress.ts'
import type { Dataset, ImageFile, Skipped } from '../../data/dataset.ts'
import type { Duplicates } from '../../data/duplicates/policies.ts'
import type { PictureNote } from '../../data/picture/notes.ts'
import type { Range } from '../../data/picture/rule.ts'
import type { EngineName } from '../../trial/engine-names.ts'
import type { FoldJob, Outcome, Report } from '../../trial/job.ts'
import type { Network, UsedWeights } from '../../trial/network.ts'

/** What the host is asked to prepare before any fold: decode every image once, start the engine in each worker. */
export interface Opening {
  readonly dataset: Dataset
  readonly imageSize: number
  /** What deep images keep as black and white; undefined: as their values suggest. */
  readonly range?: Range
  /** Look for images that show the same picture. */
  readonly findDuplicates?: boolean
  readonly engine: EngineName | 'auto'
  /** Undefined: as many as suit the engine and the machine. */
  readonly workers: number | undefined
  /** Memory for each of them; WebAssembly's and JavaScript's heaps end there. No limit of ours unless given. */
  readonly workerBytes?: number
  readonly cache?: CacheOptions
  /** Measure how long these take for one image, while nothing else is done. */
  readonly networks?: readonly Network[]
}

/** How much of the frozen activations may be kept where, and which; without a disk budget nothing outlives the run. */
export interface CacheOptions {
  readonly memoryBytes?: number
  readonly diskBytes?: number
  readonly choices?: readonly CutChoice[]
  /** Keep cuts as float16. */
  readonly isHalf?: boolean
}

export type MeasuredNetwork = Network & ({ readonly milliseconds: number } | { readonly error: string })

/** What came of it. */
export interface Opened {
  readonly engine: {
    readonly name: EngineName
    readonly version: string
    readonly device: string
    readonly isGpu: boolean
  }
  readonly workers: number
  /** Memory for each of them, where it is limited. */
  readonly workerBytes?: number
  readonly pid: number
  /** Images that decode, in the order of the shared buffer. */
  readonly images: readonly ImageFile[]
  /** A checksum of each image's pixels. */
  readonly digests: readonly number[]
  /** Of their names, labels and pixels. */
  readonly imagesHash: string
  /** What a person should know of how they were read. */
  readonly pictureNotes: readonly PictureNote[]
  /** By their places in `images`; undefined where it was not asked. */
  readonly duplicates?: Duplicates
  /** Of the networks that were asked for: an error where one cannot be measured. */
  readonly latencies?: readonly MeasuredNetwork[]
  /** Files that are not used, with reasons. */
  readonly skipped: readonly Skipped[]
}

/** Everything the host may know of the splits: fold number per usable image (negative: never trained on). */
export interface FoldTable {
  readonly k: number
  readonly of: readonly number[]
  /** The same of further splits: fold rk + f is fold f of repeat r. */
  readonly repeats?: readonly (readonly number[])[]
  readonly imagesHash: string
}

export interface Load {
  readonly busyWorkers: number
  readonly workers: number
  readonly memoryBytes: number
  /** Of all cores of the machine, 0…1. */
  readonly cpu: number
}

/** Coordinator → host. */
export type ToHost =
  | { readonly type: 'open'; readonly opening: Opening }
  | { readonly type: 'folds'; readonly table: FoldTable }
  | { readonly type: 'run'; readonly id: number; readonly job: FoldJob }
  | { readonly type: 'stop'; readonly id: number }
  | { readonly type: 'close' }

/** Host → coordinator. `refused` answers `open`: the person must act (a UserError), or the engine is missing. */
export type FromHost =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'opened'; readonly opened: Opened }
  | { readonly type: 'refused'; readonly error: PlainUserError }
  | { readonly type: 'begun'; readonly id: number }
  | { readonly type: 'report'; readonly id: number; readonly report: Report }
  | { readonly type: 'outcome'; readonly id: number; readonly outcome: Outcome }
  | { readonly type: 'load'; readonly load: Load }
  | { readonly type: 'pass'; readonly facts: PassFacts }
  /** They were loaded, not drawn, and nothing was trained with them yet. */
  | { readonly type: 'weights'; readonly weights: UsedWeights }
  | { readonly type: 'note'; readonly level: 'info' | 'warning'; readonly text: string }
