import type { MessagePort } from 'node:worker_threads'
import type { RowData } from '../../activations/rows.ts'
import type { Chunk } from '../../activations/store/chunk.ts'
import type { Shape } from '../../backbones/graph.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Trouble } from '../../engine/trouble.ts'
import type { FoldViews } from '../../training/run.ts'
import type { EngineName } from '../../trial/engine-names.ts'
import type { FoldJob, Outcome, Report, Split } from '../../trial/job.ts'
import type { Network } from '../../trial/network.ts'
import type { LoadedBackbone } from '../../weights/loaded.ts'

/** Fields of every task: a worker loads its engine with the first one it gets. */
interface WithEngine {
  readonly engine: EngineName | 'auto'
  readonly threads: number
}

/** Start the engine and say what it is. */
interface StartTask extends WithEngine {
  readonly kind: 'start'
}

/** Run a chunk of images through the frozen prefix; what came of it goes through the port. */
export interface ActivateTask extends WithEngine, Chunk {
  readonly kind: 'activate'
  readonly port: MessagePort
}

/** The rows are there; or worth nothing, as the engine failed; or need float32; or cannot be had. */
export type ChunkEnd =
  | { readonly isDone: true }
  | { readonly lost: Trouble }
  | { readonly overflow: number }
  | { readonly error: string }

/** Measure how long networks with one backbone take for one image; what came of it goes through the port. */
export interface LatencyTask extends WithEngine {
  readonly kind: 'latency'
  readonly networks: Networks
  readonly size: number
  readonly classes: number
  readonly port: MessagePort
}

/** One backbone with several heads. */
export type Networks = readonly [Network, ...Network[]]
export type LatencyEnd = { readonly milliseconds: readonly number[] } | { readonly error: string }

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

/** Train folds one after another; what happens goes through the port. `stops[place]` becomes 1 when that fold shall end. */
export interface TrainTask extends WithEngine {
  readonly kind: 'train'
  readonly folds: readonly TrainFold[]
  readonly port: MessagePort
  readonly stops: Int32Array
}

/** What a worker tells of the fold at this place in its task. */
export type FoldMessage =
  | { readonly place: number; readonly begun: true }
  | { readonly place: number; readonly report: Report }
  | { readonly place: number; readonly outcome: Outcome }

export type Task = StartTask | ActivateTask | LatencyTask | TrainTask
export type EngineFacts = Pick<Engine, 'name' | 'version' | 'device' | 'isGpu'>
/** Why there is no engine; a value, because an error loses its fields on the way between threads. */
export interface EngineRefusal {
  readonly refused: string
  readonly next: string | undefined
}

/** What a worker tells beside its tasks: why it has no engine, or that it has one again. */
export interface WorkerState {
  readonly worker: number
  readonly broken: string | undefined
}
