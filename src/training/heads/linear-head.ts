import type { Random } from '../../base/random.ts'
import type { Recipe } from '../../trial/recipe.ts'
import { maskSettings } from '../dropout.ts'
import { logSumExp } from '../metrics.ts'
import { startOutput } from '../start.ts'
import type { Targets } from '../targets.ts'
import { takeSpace } from './kernels.ts'
import { layoutOf, roundUp } from './layout.ts'
import { createUpdate } from './update.ts'

/** A linear classifier with its optimizer, trained on features without an engine. */
export interface LinearHead {
  /** One update towards the images' targets; logits [images, classes] from before it, overwritten by the next call. */
  step(images: readonly number[], factor: number): Float32Array
  /** Logits [images, classes], without dropout. */
  logits(images: readonly number[]): Float32Array
  /** Copies in the shapes of Keras: kernel [features, classes], bias [classes]. */
  weights(): { readonly kernel: Float32Array; readonly bias: Float32Array }
  /** Must be the last call. */
  dispose(): void
}

export interface LinearHeadOptions {
  readonly recipe: Recipe
  readonly classes: number
  /** Of all images, [n, width]. */
  readonly features: Float32Array
  readonly width: number
  readonly targets: Targets
  /** The fold's. */
  readonly random: Random
}

/** Rows of a tile of the kernels. */
const tileRows = 4
const validationRows = 64

/** Widths that the kernels can do: whole rounds of two vectors. */
export const fitsKernels = (width: number) => width > 0 && width % 8 === 0

/** Starts as `createHead` does and follows the same random streams, so that both train to the same scores. */
export function createLinearHead(options: LinearHeadOptions): LinearHead {
  const { recipe, classes, features, width, targets, random } = options
  const most = Math.min(Math.max(recipe.batchSize, validationRows), features.length / width)
  const layout = layoutOf({ width, classes, rows: roundUp(most, tileRows) })
  const { columns, rowBytes, outBytes } = layout
  const { kernels, memory, giveBack } = takeSpace(layout.bytes)
  const floats = (address: number, length: number) => new Float32Array(memory, address, length)
  const x = floats(layout.x, layout.rows * width)
  const out = floats(layout.out, layout.rows * columns)
  const changes = floats(layout.changes, layout.rows * columns)
  const w = floats(layout.w, classes * width)
  const bias = floats(layout.bias, classes)
  const gradient = floats(layout.gradient, columns * width)
  const biasGradient = floats(layout.gradient + columns * rowBytes, classes)
  const update = createUpdate(kernels, layout, recipe)
  transpose(startOutput(width, classes, random.fork('head').fork('predictions')), w, width)
  const drop = createDrop()

  function createDrop(): (end: number) => void {
    if (recipe.dropout === 0) return () => {}
    const { limit, scale, states } = maskSettings(recipe.dropout, random.fork('dropout', 'head'))
    new Int32Array(memory, layout.state, states.length).set(states)
    return end => kernels.drop(layout.x, end, layout.state, limit, scale)
  }

  /** Rows of the images, filled up with zeros to whole tiles. Returns how many rows that makes. */
  function gather(images: readonly number[]): number {
    const rows = roundUp(images.length, tileRows)
    images.forEach((image, i) => {
      x.set(features.subarray(image * width, (image + 1) * width), i * width)
    })
    x.fill(0, images.length * width, rows * width)
    return rows
  }

  function eachTile(rows: number, tile: (x: number, row: number, column: number) => void): void {
    for (let row = 0; row < rows; row += tileRows)
      for (let column = 0; column < columns; column += 2)
        tile(layout.x + row * rowBytes, row * outBytes + 4 * column, column * rowBytes)
  }

  /** Logits of the rows in `x`, packed. */
  function forward(images: number, rows: number, into: Float32Array): void {
    eachTile(rows, (from, to, column) =>
      kernels.dots(from, layout.w + column, layout.out + to, rowBytes, outBytes),
    )
    for (let i = 0; i < images; i++)
      for (let c = 0; c < classes; c++) into[i * classes + c] = out[i * columns + c]! + bias[c]!
  }

  /** d loss / d logits = w/n · softmax(logits) − w/n · t; the rows that fill up change nothing. */
  function differentiate(images: readonly number[], rows: number, logits: Float32Array): void {
    const { soft, weights } = targets.of(images)
    biasGradient.fill(0)
    for (let i = 0; i < images.length; i++) {
      const norm = logSumExp(logits, i * classes, classes)
      for (let c = 0; c < classes; c++) {
        const at = i * classes + c
        const change = weights[i]! * Math.exp(logits[at]! - norm) - soft[at]!
        changes[i * columns + c] = change
        biasGradient[c]! += change
      }
    }
    changes.fill(0, images.length * columns, rows * columns)
    gradient.fill(0)
    eachTile(rows, (from, to, column) =>
      kernels.addOuter(from, layout.gradient + column, layout.changes + to, rowBytes, outBytes),
    )
  }

  const stepLogits = new Float32Array(most * classes)
  return {
    step(images, factor) {
      const logits = stepLogits.subarray(0, images.length * classes)
      const rows = gather(images)
      drop(layout.x + images.length * rowBytes)
      forward(images.length, rows, logits)
      differentiate(images, rows, logits)
      update(factor)
      return logits
    },
    logits(images) {
      const result = new Float32Array(images.length * classes)
      for (let start = 0; start < images.length; start += validationRows) {
        const some = images.slice(start, start + validationRows)
        forward(some.length, gather(some), result.subarray(start * classes))
      }
      return result
    },
    weights() {
      const kernel = new Float32Array(w.length)
      transpose(w, kernel, classes)
      return { kernel, bias: bias.slice() }
    },
    dispose: giveBack,
  }
}

/** [rows, columns] to [columns, rows]. */
function transpose(from: Float32Array, to: Float32Array, rows: number): void {
  const columns = from.length / rows
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) to[c * rows + r] = from[r * columns + c]!
}
