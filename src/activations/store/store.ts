import type { Shape } from '../../backbones/graph.ts'
import { HalfOverflow } from '../../base/float16.ts'
import { hashOf } from '../../base/hash.ts'
import { sharedFloats, sharedHalves } from '../../base/shared-memory.ts'
import type { Engine } from '../../engine/engine.ts'
import type { LoadedBackbone } from '../../weights/loaded.ts'
import type { Place } from '../choice.ts'
import { rowsPerShard, shardBytes } from '../disk-cache.ts'
import { activationKey } from '../key.ts'
import { inGraphOrder, type Output, rowLengthOf, shapeOf } from '../output.ts'
import type { RowData } from '../rows.ts'
import { shardHeaderBytes } from '../shard.ts'
import type { View } from '../view.ts'
import { DiskFailure, type LoadContext, loadActivations } from './load.ts'
import type { Rows, Target } from './target.ts'

/** Outputs of frozen prefixes, computed once by the pool and read by every fold. */
export interface ActivationStore {
  /**
   * All images' rows of each output, undefined where neither memory nor disk has room: such activations are computed
   * in every step. What is planned besides is computed in the same pass if there has to be one.
   */
  get(
    backbone: LoadedBackbone,
    wanted: readonly Kept[],
    planned?: readonly Kept[],
  ): Promise<(StoredRows | undefined)[]>
}

/** Of the images as they are, or of one of their augmented versions. */
export interface Kept extends Output {
  readonly view?: View | undefined
  /** The plan's; features are in memory anyway. */
  readonly place?: Place
}

export interface StoredRows {
  /** Features, which are small, are always a Float32Array. */
  readonly data: RowData
  readonly shape: Shape
}

export interface ActivationStoreOptions extends LoadContext {
  /** Rows of another engine, or of another GPU, are not the same to the last bit. */
  readonly engine: Pick<Engine, 'name' | 'version' | 'device' | 'isGpu'>
  readonly memoryBytes: number
  /** Keep cuts as float16, where that can hold them. */
  readonly isHalf?: boolean
}

interface HeldRows {
  readonly target: Target
  readonly group: string
  readonly bytes: number
  readonly rows: Promise<StoredRows>
  isReady: boolean
}

export function createActivationStore(options: ActivationStoreOptions): ActivationStore {
  const { images, disk, memoryBytes } = options
  const { name, version, isGpu, device } = options.engine
  const engineName = [name, version, isGpu ? device : 'CPU'].join(', ')
  /** Least recently used first. Undefined: no room was found. */
  const entries = new Map<string, HeldRows | undefined>()
  /** Backbones that float16 cannot hold. */
  const wide = new Set<string>()
  /** Something could not be written: nothing is left to the disk alone any more. */
  let isDiskFull = false

  const groupOf = ({ hash, graph }: LoadedBackbone, view: View | undefined) =>
    hashOf([hash, graph.name, view ?? null])

  const isHalf = ({ hash }: LoadedBackbone, { pool: pooled }: Output) =>
    options.isHalf === true && !pooled && !wide.has(hash)

  const keyOf = (backbone: LoadedBackbone, output: Kept) =>
    activationKey({
      imagesHash: images.hash,
      backbone: backbone.graph.name,
      weightsHash: backbone.hash,
      size: images.size,
      preprocessing: backbone.preprocessing,
      layer: output.layer,
      pool: output.pool,
      isHalf: isHalf(backbone, output),
      engine: engineName,
      view: output.view,
    })

  async function get(backbone: LoadedBackbone, wanted: readonly Kept[], planned: readonly Kept[] = []) {
    const [isWide, wasFull] = [wide.has(backbone.hash), isDiskFull]
    try {
      return await getOnce(backbone, wanted, planned)
    } catch (error) {
      if (error instanceof HalfOverflow && !isWide) wide.add(backbone.hash)
      else if (error instanceof DiskFailure && !wasFull) isDiskFull = true
      else throw error
      return get(backbone, wanted, planned)
    }
  }

  async function getOnce(backbone: LoadedBackbone, wanted: readonly Kept[], planned: readonly Kept[]) {
    const entryOf = (output: Kept) => entries.get(keyOf(backbone, output))
    const isNew = (output: Kept) => !entries.has(keyOf(backbone, output))
    const starting = starts.then(async () => {
      const known = wanted.map(entryOf)
      const begun = wanted.some(isNew)
        ? await start(backbone, unique([...wanted, ...planned].filter(isNew)))
        : undefined
      return wanted.map((output, i) => known[i] ?? begun?.get(nameOf(output)))
    })
    starts = starting.then(
      () => undefined,
      () => undefined,
    )
    const found = await starting
    return Promise.all(found.map(entry => entry && usedNow(entry)))
  }

  /** What failed meanwhile is not among the entries any more, but its failure has to be seen. */
  function usedNow(entry: HeldRows): Promise<StoredRows> {
    const { key } = entry.target
    if (entries.get(key) === entry) {
      entries.delete(key)
      entries.set(key, entry)
    }
    return entry.rows
  }

  /** Places are given one request after another. */
  let starts: Promise<void> = Promise.resolve()

  function unique(outputs: readonly Kept[]): Kept[] {
    return [...new Map(outputs.map(output => [nameOf(output), output])).values()]
  }

  /** Finds a place for each output and begins to fill them: one pass for the images, one for each view. */
  async function start(backbone: LoadedBackbone, outputs: readonly Kept[]): Promise<Map<string, HeldRows>> {
    const begun = new Map<string, HeldRows>()
    const views = new Map(outputs.map(({ view }) => [groupOf(backbone, view), view]))
    for (const [group, view] of views) {
      const targets: Target[] = []
      const own = outputs.filter(output => groupOf(backbone, output.view) === group)
      for (const output of inGraphOrder(backbone.graph, own)) {
        const target = await place(backbone, output)
        if (target === undefined) entries.set(keyOf(backbone, output), undefined)
        else targets.push(target)
      }
      if (targets.length === 0) continue
      for (const entry of fill(backbone, group, view, targets))
        begun.set(nameOf({ ...entry.target.output, view }), entry)
    }
    return begun
  }

  function fill(
    backbone: LoadedBackbone,
    group: string,
    view: View | undefined,
    targets: readonly Target[],
  ): HeldRows[] {
    const known = [...entries.values()].flatMap(entry =>
      entry?.isReady && entry.group === group ? entry : [],
    )
    const ready = known.map(({ target }) => target)
    const loading = loadActivations(options, { backbone, view, targets, ready })
    return targets.map(target => {
      const rows = loading.then(() => {
        entry.isReady = true
        return storedRows(backbone, target)
      })
      const bytes = target.memory?.byteLength ?? 0
      const entry: HeldRows = { target, group, bytes, isReady: false, rows }
      entries.set(target.key, entry)
      rows.catch(() => entries.get(target.key) === entry && entries.delete(target.key))
      return entry
    })
  }

  /** Memory while there is some, then the disk, then what was in memory longest ago has to go. */
  async function place(backbone: LoadedBackbone, output: Kept): Promise<Target | undefined> {
    const key = keyOf(backbone, output)
    const half = isHalf(backbone, output)
    const length = images.count * rowLengthOf(backbone.graph, output)
    const bytes = length * (half ? 2 : 4)
    const hasRoom = disk !== undefined && (await disk.reserve(key, bytesOnDisk(bytes)).catch(noFolder))
    const common = { output: { layer: output.layer, pool: output.pool }, key, isHalf: half }
    const onDisk = disk === undefined ? 'no' : hasRoom ? 'write' : 'read'
    if (!output.pool && (output.place === 'disk' || bytes > memoryBytes - used())) {
      if (hasRoom && !isDiskFull) return { ...common, memory: undefined, onDisk: 'write' }
      evict(bytes)
      if (bytes > memoryBytes - used()) return undefined
    }
    const memory: Rows = half ? sharedHalves(length) : sharedFloats(length)
    return { ...common, memory, onDisk }
  }

  const bytesOnDisk = (bytes: number) => {
    const shards = Math.ceil(images.count / rowsPerShard)
    return bytes + shards * shardBytes(0)
  }

  const used = () => [...entries.values()].reduce((sum, entry) => sum + (entry?.bytes ?? 0), 0)

  function noFolder(error: unknown): false {
    options.onWriteError(error)
    return false
  }

  /** Folds that are being trained keep what they have; nobody else gets it any more. */
  function evict(bytes: number): void {
    for (const [key, entry] of entries) {
      if (bytes <= memoryBytes - used()) return
      if (entry?.isReady && !entry.target.output.pool) entries.delete(key)
    }
  }

  function storedRows({ graph }: LoadedBackbone, { output, key, memory, isHalf: half }: Target): StoredRows {
    const shape = shapeOf(graph, output)
    if (memory !== undefined) return { data: memory, shape }
    const shards = Math.ceil(images.count / rowsPerShard)
    const files = Array.from({ length: shards }, (_, shard) => disk?.fileOf(key, shard) ?? '')
    const data = { files, rowsPerFile: rowsPerShard, headerBytes: shardHeaderBytes, isHalf: half }
    return { data, shape }
  }

  return { get }
}

const nameOf = ({ layer, pool, view }: Kept) => `${layer}/${pool}/${hashOf(view ?? null)}`
