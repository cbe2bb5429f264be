import { freeMemory } from '../base/free-memory.ts'
import type { Sweep } from './sweep.ts'

/** Of the memory that is free when a sweep begins. */
const share = 0.75

/** For everything else that host and coordinator need. */
const base = 200 * 1024 ** 2

/** A worker with less could hardly train anything. */
const leastForWorker = 512 * 1024 ** 2

/** Bytes that a sweep may use for images, activations and workers together. */
export interface MemoryBudget {
  readonly bytes: number
  /** When it was asked. */
  readonly free: number
}

export function memoryBudget({ limits = {} }: Pick<Sweep, 'limits'>, free = freeMemory()): MemoryBudget {
  return { bytes: limits.memoryGB === undefined ? share * free : limits.memoryGB * 1024 ** 3, free }
}

export interface MemoryUse {
  /** Decoded. */
  readonly images: number
  /** Kept in memory. */
  readonly activations: number
  readonly workers: number
  /** The person said how many workers there shall be. */
  readonly isGiven: boolean
}

export interface MemoryShares {
  readonly workers: number
  /** For each. */
  readonly workerBytes: number
  /** What a person should know; a sentence each. */
  readonly warnings: readonly string[]
}

/** What is left for the workers: rather fewer of them than too little for each, unless it is said how many. */
export function shareMemory(
  { bytes }: MemoryBudget,
  { images, activations, workers: wanted, isGiven }: MemoryUse,
): MemoryShares {
  const left = Math.max(0, bytes - base - images - activations)
  const room = Math.floor(left / leastForWorker)
  const workers = isGiven ? wanted : Math.max(1, Math.min(wanted, room))
  const workerBytes = Math.max(left / workers, leastForWorker / 4)
  return { workers, workerBytes, warnings: warningsOf({ left, room, wanted, workers }) }
}

function warningsOf({
  left,
  room,
  wanted,
  workers,
}: Readonly<Record<'left' | 'room' | 'wanted' | 'workers', number>>): string[] {
  const some = `${(left / 1024 ** 3).toFixed(1)} GB`
  if (room < 1)
    return [
      `beside images and activations ${some} of memory are left, hardly enough for one worker: a smaller data.imageSize or cache.memory, or a larger limits.memoryGB, would help`,
    ]
  if (workers < wanted)
    return [`memory for ${workers} of ${wanted} workers: beside images and activations ${some} are left`]
  if (room < workers)
    return [
      `${workers} workers share ${some} of memory, enough for ${room}: batches may have to be trained in parts`,
    ]
  return []
}

/** Of what images leave, activations may have half unless the file says how much. */
export function activationsBudget(
  { cache = {} }: Pick<Sweep, 'cache'>,
  { bytes }: MemoryBudget,
  images: number,
): number {
  return cache.memory ?? Math.max(0, bytes - base - images) / 2
}
