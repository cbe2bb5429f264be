import { activationKey } from '../activations/key.ts'
import type { Shape } from '../backbones/graph.ts'
import { formatBytes } from '../base/format.ts'
import type { LoadedBackbone } from '../weights/load.ts'
import type { Progress } from './messages.ts'
import type { Pool } from './pool.ts'
import { sharedFloats } from './shared.ts'

/** Outputs of frozen prefixes, computed once by the pool and read by every fold. */
export interface ActivationStore {
  /** All images' activations at a layer, [n, ...shape]; with `pool`, averaged over positions: [n, channels]. */
  get(backbone: LoadedBackbone, layer: string, pool: boolean): Promise<{ data: Float32Array; shape: Shape }>
}

export interface StoredImages {
  readonly pixels: Uint8Array
  readonly size: number
  readonly count: number
  readonly hash: string
}

const chunkImages = 64

/** In memory, least recently used out first when the budget is full; a later planner decides better. */
export function createActivationStore(
  pool: Pool,
  images: StoredImages,
  budgetBytes: number,
  onProgress: (progress: Progress) => void,
): ActivationStore {
  const entries = new Map<string, { bytes: number; data: Promise<Float32Array> }>()

  function makeRoom(bytes: number, what: string): void {
    if (bytes > budgetBytes)
      throw new Error(
        `${what} of ${images.count} images need ${formatBytes(bytes)} of memory, more than the ${formatBytes(budgetBytes)} there is for them; a smaller data.imageSize or unfreezeDepth helps`,
      )
    let used = [...entries.values()].reduce((sum, entry) => sum + entry.bytes, 0)
    for (const [key, entry] of entries) {
      if (used + bytes <= budgetBytes) break
      entries.delete(key)
      used -= entry.bytes
    }
  }

  async function compute(
    backbone: LoadedBackbone,
    layer: string,
    pooled: boolean,
    rowLength: number,
  ): Promise<Float32Array> {
    const { pixels, size, count } = images
    const data = sharedFloats(count * rowLength)
    const label = `${backbone.graph.name}: ${pooled ? 'features' : `activations at ${layer}`}`
    let done = 0
    onProgress({ label, done, total: count })
    const starts = Array.from({ length: Math.ceil(count / chunkImages) }, (_, i) => i * chunkImages)
    await Promise.all(
      starts.map(async start => {
        const end = Math.min(count, start + chunkImages)
        const chunk = pixels.subarray(start * size * size * 3, end * size * size * 3)
        const into = data.subarray(start * rowLength, end * rowLength)
        await pool.activate({ backbone, pixels: chunk, size, layer, pool: pooled, into })
        done += end - start
        onProgress({ label, done, total: count })
      }),
    )
    return data
  }

  async function get(backbone: LoadedBackbone, layer: string, pooled: boolean) {
    const { graph, hash, preprocessing } = backbone
    const found = graph.layers.find(({ name }) => name === layer)
    if (found === undefined) throw new Error(`${graph.name} has no layer ${layer}`)
    const shape: Shape = pooled ? [1, 1, found.shape[2]] : found.shape
    const rowLength = shape[0] * shape[1] * shape[2]
    const key = activationKey({
      imagesHash: images.hash,
      backbone: graph.name,
      weightsHash: hash,
      size: images.size,
      preprocessing,
      layer,
      pool: pooled,
    })
    let entry = entries.get(key)
    if (entry === undefined) {
      const bytes = images.count * rowLength * Float32Array.BYTES_PER_ELEMENT
      makeRoom(bytes, pooled ? 'features' : `activations at ${layer}`)
      entry = { bytes, data: compute(backbone, layer, pooled, rowLength) }
      entry.data.catch(() => entries.delete(key))
    }
    entries.delete(key)
    entries.set(key, entry)
    return { data: await entry.data, shape }
  }

  return { get }
}
