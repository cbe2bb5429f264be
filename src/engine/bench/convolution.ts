import { type Tensor, type Tensor4D, tf } from '../tf.ts'
import { type Dimensions, type LayerShape, operationsOf } from './layer-shapes.ts'
import { type Effort, medianSeconds } from './repeat.ts'
import type { LayerSpeed } from './results.ts'

/** Times one layer on the engine that is loaded; leaves no tensor behind. */
export async function measureLayer(shape: LayerShape, batch: number, effort: Effort): Promise<LayerSpeed> {
  const { x, w, dy, convolve } = createLayer(shape, batch)
  const gradients = tf.grads(convolve)
  const operations = operationsOf(shape, batch) / 1e9
  const forward = await medianSeconds(() => finish(() => [convolve(x, w)]), effort)
  const training = await medianSeconds(() => finish(() => gradients([x, w], dy)), effort)
  tf.dispose([x, w, dy])
  return { forward: operations / forward, training: (3 * operations) / training }
}

/** The forward speed of a 3×3 convolution: tells a GPU from a processor, whatever the engine calls itself. */
export async function convolutionSpeed(): Promise<number> {
  const shape = { size: 28, kernel: 3, channels: 64, filters: 64, depthwise: false }
  for (let batch = 1; ; batch *= 4) {
    const { x, w, dy, convolve } = createLayer(shape, batch)
    const seconds = await medianSeconds(() => finish(() => [convolve(x, w)]), { repeats: 3, seconds: 0.1 })
    tf.dispose([x, w, dy])
    if (seconds > 0.02 || batch === 64) return operationsOf(shape, batch) / 1e9 / seconds
  }
}

function createLayer({ size, kernel, channels, filters, depthwise }: Dimensions, batch: number) {
  const convolve = (input: Tensor, weights: Tensor): Tensor =>
    depthwise
      ? tf.depthwiseConv2d(input as Tensor4D, weights as Tensor4D, 1, 'same')
      : tf.conv2d(input as Tensor4D, weights as Tensor4D, 1, 'same')
  return {
    x: random([batch, size, size, channels]),
    w: random([kernel, kernel, channels, depthwise ? 1 : filters]),
    dy: random([batch, size, size, filters]),
    convolve,
  }
}

/** Runs and waits: a GPU's results are there only when a value of each has been read. */
export async function finish(run: () => Tensor[]): Promise<void> {
  const values = tf.tidy(() => run().map(tensor => tf.slice(tf.reshape(tensor, [-1]), 0, 1)))
  await Promise.all(values.map(value => value.data()))
  tf.dispose(values)
}

const random = (shape: [number, number, number, number]) => tf.randomNormal(shape, 0, 0.1, 'float32', 1)
