import { createPrefix, type Prefix } from '../activations/compute.ts'
import { openRows, type RowData } from '../activations/rows.ts'
import { drawView } from '../activations/view.ts'
import type { Shape } from '../backbones/graph.ts'
import type { Random } from '../base/random.ts'
import { augmentInto } from '../data/augment.ts'
import { type Tensor, tf } from '../engine/tf.ts'
import { type Augment, isAugmented } from '../trial/recipe.ts'
import type { FoldRun, Pixels } from './run.ts'

/** The network's input for some images in an epoch, as a new tensor [images, …] of the enclosing tidy. */
export type Inputs = (images: readonly number[], epoch: number) => Tensor

/** What a stage trains on and is validated on, at one layer. */
export interface StageInputs {
  readonly train: Inputs
  readonly validation: Inputs
  dispose(): void
}

export interface StageData {
  /** The layer whose output is the input, with its shape; `pool`: averaged over positions, and that shape. */
  readonly layer: string
  readonly pool: boolean
  readonly shape: Shape | readonly [number]
  /** What there is of it; where nothing is, it is computed from pixels in every step. */
  readonly plain: RowData | undefined
  readonly views: readonly RowData[]
}

/** From cached rows where there are some; otherwise images go through the frozen prefix as they are needed. */
export function stageInputs(run: FoldRun, { layer, pool, shape, plain, views }: StageData): StageInputs {
  const { job, images, backbone } = run.input
  const { augment } = job.recipe
  const opened: { dispose(): void }[] = []

  function cached(rows: readonly RowData[], pick: PickRow): Inputs {
    const inputs = cachedInputs(rows, shape, pick)
    opened.push(inputs)
    return inputs.of
  }

  function computed(change: Change): Inputs {
    if (images.pixels === undefined)
      throw new RangeError(`there are neither ${pool ? 'features' : 'activations'} at ${layer} nor pixels`)
    const { microBatch: most } = job
    const prefix = createPrefix(backbone, { to: layer, pool, ...(most !== undefined && { images: most }) })
    opened.push(prefix)
    return computedInputs(prefix, images.pixels, change)
  }

  const validation = plain === undefined ? computed(unchanged) : cached([plain], () => 0)
  function train(): Inputs {
    if (!isAugmented(augment)) return validation
    const { views: count, ...strengths } = augment
    if (count === 0) return computed(freshly(augment, run.random.fork('augment')))
    const turn = takeTurns(count, run.random.fork('views'))
    if (views.length === count) return cached(views, turn)
    return computed((target, source, size, epoch, image) => {
      const view = { augment: strengths, index: turn(image, epoch) }
      target.set(drawView(view, source, size, image))
    })
  }
  return {
    validation,
    train: train(),
    dispose() {
      for (const one of opened) one.dispose()
    },
  }
}

/** Which of several sets of rows an image's is taken from. */
type PickRow = (image: number, epoch: number) => number

/** Writes the image as it is seen in an epoch. */
type Change = (target: Uint8Array, source: Uint8Array, size: number, epoch: number, image: number) => void

const unchanged: Change = (target, source) => target.set(source)

/** What an image looks like follows from seed, epoch and image. */
function freshly(augment: Augment, random: Random): Change {
  return (target, source, size, epoch, image) =>
    augmentInto(target, source, size, augment, random.fork(epoch, image))
}

/** Each version in turn, every image beginning with another. */
function takeTurns(views: number, random: Random): PickRow {
  return (image, epoch) => (epoch + random.fork(image).integer(0, views - 1)) % views
}

/** Rows of what was computed once, gathered into one buffer that the next call overwrites. */
function cachedInputs(
  data: readonly RowData[],
  rowShape: readonly number[],
  pick: PickRow,
): { of: Inputs; dispose(): void } {
  const rowLength = rowShape.reduce((product, side) => product * side, 1)
  const sources = data.map(rows => openRows(rows, rowLength))
  let buffer = new Float32Array()
  return {
    of(images, epoch) {
      if (buffer.length < images.length * rowLength) buffer = new Float32Array(images.length * rowLength)
      const rows = buffer.subarray(0, images.length * rowLength)
      for (const [i, image] of images.entries())
        sources[pick(image, epoch)]?.gather([image], rows.subarray(i * rowLength, (i + 1) * rowLength))
      return tf.tensor(rows, [images.length, ...rowShape])
    },
    dispose() {
      for (const source of sources) source.close()
    },
  }
}

/** Images through the frozen prefix. */
function computedInputs(prefix: Prefix, { data, size }: Pixels, change: Change): Inputs {
  const length = size * size * 3
  return (images, epoch) => {
    const batch = new Uint8Array(images.length * length)
    for (const [i, image] of images.entries()) {
      const target = batch.subarray(i * length, (i + 1) * length)
      change(target, data.subarray(image * length, (image + 1) * length), size, epoch, image)
    }
    return prefix.output(batch)
  }
}
