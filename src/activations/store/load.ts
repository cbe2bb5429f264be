import { multiplyAddsOf } from '../../backbones/measure.ts'
import { mapLimited } from '../../base/concurrent.ts'
import type { Progress } from '../../base/progress.ts'
import type { LoadedBackbone } from '../../weights/loaded.ts'
import { type DiskCache, rowsPerShard } from '../disk-cache.ts'
import { inGraphOrder, type Output } from '../output.ts'
import type { PassFacts } from '../pass-facts.ts'
import type { View } from '../view.ts'
import type { Chunk } from './chunk.ts'
import { createParts, type Part } from './parts.ts'
import type { StoredImages, Target } from './target.ts'

export interface LoadContext {
  /** Computes the rows of a chunk of images, several at the same time. */
  run(chunk: Chunk): Promise<void>
  /** Chunks that make sense at once. */
  readonly workers: number
  readonly images: StoredImages
  readonly disk: DiskCache | undefined
  readonly onProgress: (progress: Progress) => void
  readonly onDamage: (file: string) => void
  readonly onWriteError: (error: unknown) => void
  /** Frozen layers were run. */
  readonly onPass?: (facts: PassFacts) => void
}

/** Rows that only the disk was to keep could not be written to it. */
export class DiskFailure extends Error {}

export interface LoadOrder {
  readonly backbone: LoadedBackbone
  readonly view: View | undefined
  readonly targets: readonly Target[]
  /** Cuts that are there already: what lies behind them need not start from the images. */
  readonly ready: readonly Target[]
}

/**
 * Fills the targets, a shard of images at a time: from the disk cache what is whole there, the rest in one pass that
 * starts from the deepest cut at hand.
 */
export async function loadActivations(context: LoadContext, order: LoadOrder): Promise<void> {
  const begun = performance.now()
  const { images, onProgress } = context
  const { backbone, targets } = order
  const label = labelOf(order)
  const buffers = createParts(backbone.graph)
  let done = 0
  const ran = { images: 0, multiplyAdds: 0 }
  onProgress({ label, done, total: images.count })
  const shards = Array.from({ length: Math.ceil(images.count / rowsPerShard) }, (_, i) => i)
  await mapLimited(shards, 2 * context.workers, async shard => {
    const start = shard * rowsPerShard
    const end = Math.min(images.count, start + rowsPerShard)
    const parts = targets.map(target => buffers.take(target, start, end))
    const found = await Promise.all(parts.map(part => readPart(context, part, shard)))
    const missing = parts.filter((_, i) => found[i] === false)
    if (missing.length > 0) {
      const here = parts.filter((_, i) => found[i] === true)
      const ready = order.ready.map(target => buffers.take(target, start, end))
      const from = await computeParts(context, order, { missing, here, ready }, shard)
      buffers.giveBack(ready)
      await Promise.all(missing.map(part => writePart(context, part, shard)))
      const [last] = inGraphOrder(
        backbone.graph,
        missing.map(({ target }) => target.output),
      ).slice(-1)
      ran.images += end - start
      ran.multiplyAdds += (end - start) * multiplyAddsOf(backbone.graph, from, last?.layer)
    }
    buffers.giveBack(parts)
    done += end - start
    onProgress({ label, done, total: images.count })
  })
  if (ran.images > 0) context.onPass?.({ ...ran, seconds: (performance.now() - begun) / 1000 })
}

async function readPart({ disk, onDamage }: LoadContext, { target, rows }: Part, shard: number) {
  if (disk === undefined || target.onDisk === 'no') return false
  const state = await disk.read(target.key, shard, rows)
  if (state === 'damaged') onDamage(disk.fileOf(target.key, shard))
  return state === 'whole'
}

async function writePart({ disk, onWriteError }: LoadContext, { target, rows }: Part, shard: number) {
  if (disk === undefined || target.onDisk !== 'write') return
  try {
    await disk.write(target.key, shard, rows)
  } catch (error) {
    onWriteError(error)
    if (target.memory === undefined)
      throw new DiskFailure('activations could not be written', { cause: error })
  }
}

/** Returns the cut it started from, if not from the images. */
async function computeParts(
  context: LoadContext,
  { backbone, view }: LoadOrder,
  { missing, here, ready }: Readonly<Record<'missing' | 'here' | 'ready', readonly Part[]>>,
  shard: number,
): Promise<string | undefined> {
  const { pixels, size } = context.images
  const parts = inGraphOrder(
    backbone.graph,
    missing.map(({ target, rows }) => ({ ...target.output, rows })),
  )
  const outputs = parts.map(({ layer, pool }) => ({ layer, pool }))
  const into = parts.map(({ rows }) => rows)
  const task = { backbone, size, outputs, into }
  for (const { target, rows } of startingPoints(backbone, outputs, [...here, ...ready])) {
    const isHere = target.memory !== undefined || here.some(part => part.target === target)
    if (!isHere && (await context.disk?.read(target.key, shard, rows)) !== 'whole') continue
    await context.run({ ...task, input: rows, from: target.output.layer })
    return target.output.layer
  }
  const [start, length] = [shard * rowsPerShard, size * size * 3]
  const input = pixels.subarray(start * length, (start + rowsPerShard) * length)
  await context.run({ ...task, input, ...(view && { view, first: start }) })
  return undefined
}

/** Cuts before the first output, the deepest first. */
function startingPoints(
  { graph }: LoadedBackbone,
  outputs: readonly Output[],
  parts: readonly Part[],
): Part[] {
  const place = new Map(graph.layers.map(({ name }, i) => [name, i]))
  const placeOf = (layer: string) => place.get(layer) ?? -1
  const cuts = new Set(graph.cuts.map(({ layer }) => layer))
  const first = placeOf(outputs[0]?.layer ?? '')
  return parts
    .filter(
      ({ target: { output } }) => !output.pool && cuts.has(output.layer) && placeOf(output.layer) <= first,
    )
    .sort((a, b) => placeOf(b.target.output.layer) - placeOf(a.target.output.layer))
}

function labelOf({ backbone, targets, view }: LoadOrder): string {
  const cuts = targets.filter(({ output }) => !output.pool).map(({ output }) => output.layer)
  const parts = [
    ...(cuts.length === 0 ? [] : [`activations at ${cuts.join(', ')}`]),
    ...(targets.some(({ output }) => output.pool) ? ['features'] : []),
  ]
  return `${backbone.graph.name}: ${parts.join(' and ')}${view === undefined ? '' : ` of view ${view.index + 1}`}`
}
