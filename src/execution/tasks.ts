import type { MessagePort } from 'node:worker_threads'
import type { Output } from '../activations/output.ts'
import type { RowData } from '../activations/rows.ts'
import type { View } from '../activations/view.ts'
import type { Shape } from '../backbones/graph.ts'
import type { Engine } from '../engine/engine.ts'
import type { FoldViews } from '../training/run.ts'
import type { EngineName } from '../trial/engine-names.ts'
import type { FoldJob, Outcome, Report, Split } from '../trial/job.ts'
import type { LoadedBackbone } from '../weights/load.ts'

/** Fields of every task: a worker loads its engine with the first one it gets. */
interface WithEngine {
  readonly engine: EngineName | 'auto'
  readonly threads: number
}

/** Start the engine and say what it is. */
interface StartTask extends WithEngine {
  readonly kind: 'start'
}

/** Run a chunk of images through the frozen prefix and write the rows of each output into its shared buffer. */
export interface ActivateTask extends WithEngine {
  readonly kind: 'activate'
  readonly backbone: LoadedBackbone
  /** Images, or the chunk's rows at the cut `from`. */
  readonly input: Uint8Array | Float32Array | Uint16Array
  readonly size: number
  readonly from?: string
  /** In the order of the graph. */
  readonly outputs: readonly Output[]
  /** As float16 where it is a Uint16Array. */
  readonly into: readonly (Float32Array | Uint16Array)[]
  /** Change the images first; `first` is the number of the chunk's first image. */
  readonly view?: View
  readonly first?: number
}

/** What a worker needs to train one fold. */
export interface TrainFold {
  readonly job: FoldJob
  readonly split: Split
  readonly classes: number
  readonly labels: Int32Array
  readonly backbone: LoadedBackbone
  readonly features: Float32Array | undefined
  readonly activations: { readonly data: RowData; readonly shape: Shape } | undefined
  readonly views: FoldViews | undefined
  readonly pixels: { readonly data: Uint8Array; readonly size: number } | undefined
}

/** Why the rows of an `activate` task are worth nothing and should be computed again; a value, see `EngineRefusal`. */
export interface LostRows {
  readonly lost: string
}

/** Train folds one after another; what happens goes through the port. `stops[i]` becomes 1 when fold i shall end. */
export interface TrainTask extends WithEngine {
  readonly kind: 'train'
  readonly folds: readonly TrainFold[]
  readonly port: MessagePort
  readonly stops: Int32Array
}

/** What a worker tells of one fold of its task. */
export type FoldMessage =
  | { readonly fold: number; readonly report: Report }
  | { readonly fold: number; readonly outcome: Outcome }

export type Task = StartTask | ActivateTask | TrainTask
export type EngineFacts = Pick<Engine, 'name' | 'version' | 'device' | 'isGpu'>
/** Why there is no engine; a value, because an error loses its fields on the way between threads. */
export interface EngineRefusal {
  readonly refused: string
  readonly next: string | undefined
}
