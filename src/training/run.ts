import type { RowData } from '../activations/rows.ts'
import type { Shape } from '../backbones/graph.ts'
import type { Random } from '../base/random.ts'
import type { FoldJob, Report, Split } from '../trial/job.ts'
import type { Metrics } from '../trial/recipe.ts'
import type { LoadedBackbone } from '../weights/loaded.ts'
import type { BestSoFar } from './early-stopping.ts'
import type { Pace } from './pace.ts'
import type { Snapshot } from './snapshot.ts'
import type { Targets } from './targets.ts'

export interface Pixels {
  readonly data: Uint8Array
  readonly size: number
}

/** Everything computed once for all folds, on shared memory and read-only. `neededFor` says which a recipe needs. */
interface FoldImages {
  /** [n, features]: frozen backbone and global average pooling, of all usable images. */
  readonly features?: Float32Array
  /** [n, ...shape] at the cut of the recipe's `unfreezeDepth`. */
  readonly activations?: { readonly data: RowData; readonly shape: Shape }
  /** [n, size, size, 3], RGB. */
  readonly pixels?: Pixels
  readonly views?: FoldViews
}

/** Features and activations of each augmented version, as those of the plain one; trained on instead of it. */
export interface FoldViews {
  readonly features: readonly Float32Array[]
  readonly activations: readonly RowData[]
}

export interface FoldInput {
  readonly job: FoldJob
  readonly split: Split
  readonly classes: number
  /** Of all usable images. */
  readonly labels: Int32Array
  readonly backbone: LoadedBackbone
  readonly images: FoldImages
}

export interface FoldHooks {
  onReport(report: Report): void | Promise<void>
  /** Asked before every batch. */
  shouldStop(): boolean
  /**
   * The weights that the fold's metrics belong to: the head as `hidden/…` and `predictions/…`, and the backbone's
   * `layer/weight` where they were trained.
   */
  onTrained?(weights: Map<string, Float32Array>): void | Promise<void>
}

/** A fold while it is trained: what both stages share. `epoch` and `last` are where it has got to. */
export interface FoldRun {
  readonly input: FoldInput
  readonly random: Random
  readonly targets: Targets
  readonly bestSoFar: BestSoFar
  readonly best: Snapshot
  /** The best epoch's weights will be wanted: for the next stage or by the caller. */
  readonly keepsBest: boolean
  readonly pace: Pace
  readonly plannedEpochs: number
  readonly onReport: FoldHooks['onReport']
  readonly shouldStop: FoldHooks['shouldStop']
  /** Epochs done, over both stages. */
  epoch: number
  last: Metrics | undefined
}
