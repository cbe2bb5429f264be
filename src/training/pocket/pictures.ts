import type { Random } from '../../base/random.ts'
import { drawImage } from '../../data/drawings/draw-dataset.ts'
import type { Draw } from '../../data/drawings/figure.ts'

/** Labelled pictures in one buffer: [n, size, size, 3]. */
export interface Pictures {
  readonly pixels: Uint8Array
  readonly labels: Int32Array
  readonly size: number
  readonly classes: number
}

/** `perClass` pictures of each class, straight into memory. */
export function drawPictures(
  classes: Readonly<Record<string, Draw>>,
  perClass: number,
  size: number,
  seed: number,
): Pictures {
  const list = Object.entries(classes)
  const pixels = new Uint8Array(list.length * perClass * size * size * 3)
  const labels = new Int32Array(list.length * perClass)
  for (const [label, [name, draw]] of list.entries())
    for (let i = 0; i < perClass; i++) {
      const at = label * perClass + i
      pixels.set(drawImage(name, draw, i, size, seed), at * size * size * 3)
      labels[at] = label
    }
  return { pixels, labels, size, classes: list.length }
}

const channelOrders = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const

/**
 * Writes one picture as network input (−1…1) in one of 96 variants that never change its class: mirrored and
 * turned by right angles (8), channels in another order (6), as a negative (2).
 */
export function varyInto(
  target: Float32Array,
  { pixels, size }: Pictures,
  image: number,
  random: Random,
): void {
  const [turned, flipX, flipY] = [random.next() < 0.5, random.next() < 0.5, random.next() < 0.5]
  const order = random.pick(channelOrders)
  const sign = random.next() < 0.5 ? -1 : 1
  const start = image * size * size * 3
  for (let row = 0, at = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const [y, x] = [flipY ? size - 1 - row : row, flipX ? size - 1 - column : column]
      const from = start + (turned ? x * size + y : y * size + x) * 3
      for (const channel of order) target[at++] = sign * ((pixels[from + channel] ?? 0) / 127.5 - 1)
    }
}
