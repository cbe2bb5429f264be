import type { EngineName } from '../trial/engine-names.ts'
import type { Trouble } from './trouble.ts'

/** A working engine: TensorFlow.js has its backend set and every kernel that training needs. */
export interface Engine {
  readonly name: EngineName
  /** Package and version: "tfjs-node-gpu 4.22.0, TensorFlow 2.9.1". */
  readonly version: string
  /** What multiplies the matrices: "CPU, 1 thread, SIMD", "NVIDIA H200". */
  readonly device: string
  readonly isGpu: boolean
  /** To be asked after a task, once its results are read. Engines that cannot lose anything have no answer. */
  condition?(): Promise<Condition>
  close(): void
  /** Instead of `close`, where even that may fail: leaves everything on it behind. */
  abandon(): void
}

/** How an engine is after what it has computed. */
export interface Condition {
  /** Why none of it can be believed: its device is gone, or was out of memory. */
  readonly lost?: Trouble
  /** Its memory has grown and never shrinks: a new engine should take its place. */
  readonly isBloated?: boolean
}

export interface EngineOptions {
  /** Threads inside one operation, where the engine has them. */
  readonly threads: number
}

/** Loads one engine into this process, or throws `EngineUnavailable`. One file per engine. */
export interface EngineLoader {
  readonly name: EngineName
  load(options: EngineOptions): Promise<Engine>
}

/** What trying an engine showed. */
export interface EngineProbe {
  readonly name: EngineName
  /** A small network was trained on it and agreed with the reference. */
  readonly works: boolean
  readonly version?: string
  readonly device?: string
  readonly isGpu?: boolean
  /** Measured: 10⁹ operations a second in a 3×3 convolution, forward, where that was asked for. */
  readonly gflops?: number
  /** Why it does not work, and the one step that would help. */
  readonly reason?: string
  readonly next?: string
}

/** Why an engine cannot be used here, and what would add it. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable'
  readonly next: string
  constructor(reason: string, next: string, cause?: unknown) {
    super(reason, { cause })
    this.next = next
  }
}
