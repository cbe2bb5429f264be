import { mostHeapBytes } from '../engine/heap-size.ts'
import type { EngineName } from '../trial/engine-names.ts'
import type { Recipe } from '../trial/recipe.ts'
import type { MemoryShares } from './memory-budget.ts'
import { createTrainingBytes, likelyBatch } from './tape.ts'

/** Memory in which a worker's engine trains; unknown of a GPU. */
export function roomFor(
  engine: EngineName,
  shares: Pick<MemoryShares, 'workerBytes'> | undefined,
): number | undefined {
  if (shares === undefined || engine === 'webgpu') return undefined
  return engine === 'wasm' ? Math.min(shares.workerBytes, mostHeapBytes()) : shares.workerBytes
}

interface Sizes {
  /** Images of the smallest training set. */
  readonly train: number
  /** Bytes; undefined: nobody knows. */
  readonly room: number | undefined
  /** No file says how large a batch is. */
  readonly isDefault: boolean
}

/** Batches that are larger than what they are drawn from, or than the memory. */
export function batchWarnings(
  recipes: readonly Recipe[],
  imageSize: number,
  { train, room, isDefault }: Sizes,
): string[] {
  const large = isDefault ? [] : recipes.map(({ batchSize }) => batchSize).filter(size => size > train)
  const drawn = recipes.map(recipe => ({ ...recipe, batchSize: Math.min(recipe.batchSize, train) }))
  return [
    ...(large.length === 0
      ? []
      : [
          `batchSize reaches ${Math.max(...large)}, but a fold trains on ${train} images: such batches are all of them, one update an epoch`,
        ]),
    ...(room === undefined ? [] : memoryWarnings(drawn, imageSize, room)),
  ]
}

function memoryWarnings(recipes: readonly Recipe[], imageSize: number, room: number): string[] {
  const bytesOf = createTrainingBytes(imageSize)
  const short = recipes.filter(recipe => likelyBatch(recipe, bytesOf, room) !== undefined)
  const need = ({ batchSize, ...recipe }: Recipe) => {
    const { fixed, perImage } = bytesOf({ batchSize, ...recipe })
    return fixed + batchSize * perImage
  }
  const [largest] = short.toSorted((a, b) => need(b) - need(a))
  if (largest === undefined) return []
  const gigabytes = (bytes: number) => (bytes / 1024 ** 3).toFixed(1)
  const { backbone, batchSize, unfreezeDepth } = largest
  const { fixed, perImage } = bytesOf(largest)
  const images = likelyBatch(largest, bytesOf, room) ?? batchSize
  const start = images === 1 ? 'one image' : `${images} images`
  const doubt = fixed + perImage > room ? ', and may fail for want of memory even so' : ''
  return [
    `fine-tuning ${backbone} ${unfreezeDepth} deep with batches of ${batchSize} needs very roughly ${gigabytes(need(largest))} GB, and a worker has ${gigabytes(room)}: such trials begin with ${start} at a time${doubt}`,
  ]
}
