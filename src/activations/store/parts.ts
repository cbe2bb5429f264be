import type { Graph } from '../../backbones/graph.ts'
import { sharedFloats, sharedHalves } from '../../base/shared-memory.ts'
import { rowsPerShard } from '../disk-cache.ts'
import { rowLengthOf } from '../output.ts'
import type { Rows, Target } from './target.ts'

/** The rows of one shard of a target: a part of its memory, or a buffer for those that only the disk keeps. */
export interface Part {
  readonly target: Target
  readonly rows: Rows
}

/** Buffers are used again: the garbage collector is in no hurry with shared memory, and a pass fills gigabytes of it. */
export function createParts(graph: Graph) {
  const spare = new Map<Target, Rows[]>()

  function take(target: Target, start: number, end: number): Part {
    const rowLength = rowLengthOf(graph, target.output)
    if (target.memory !== undefined)
      return { target, rows: target.memory.subarray(start * rowLength, end * rowLength) }
    const length = rowsPerShard * rowLength
    const buffer = spare.get(target)?.pop() ?? (target.isHalf ? sharedHalves(length) : sharedFloats(length))
    return { target, rows: buffer.subarray(0, (end - start) * rowLength) }
  }

  function giveBack(parts: readonly Part[]): void {
    for (const { target, rows } of parts) {
      if (target.memory !== undefined) continue
      const whole = rows instanceof Uint16Array ? new Uint16Array(rows.buffer) : new Float32Array(rows.buffer)
      spare.set(target, [...(spare.get(target) ?? []), whole])
    }
  }

  return { take, giveBack }
}
