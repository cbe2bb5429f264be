import type { Output } from '../output.ts'

export interface StoredImages {
  /** [n, size, size, 3], RGB. */
  readonly pixels: Uint8Array
  readonly size: number
  readonly count: number
  /** Of names, labels and pixels. */
  readonly hash: string
}

/** An output that is being computed, or is there. */
export interface Target {
  readonly output: Output
  readonly key: string
  readonly isHalf: boolean
  /** All rows, on shared memory; without it they are only in the disk cache. */
  readonly memory: Rows | undefined
  /** Read from the disk cache and, where there is room, written to it. */
  readonly onDisk: 'no' | 'read' | 'write'
}

export type Rows = Float32Array | Uint16Array
