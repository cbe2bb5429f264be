import { EngineUnavailable } from './engine.ts'
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from './tf.ts'
import { tf } from './tf.ts'

/** What each step of the small network gives on TensorFlow.js' plain JavaScript backend, see `trainSmallNetwork`. */
const expected: readonly (readonly number[])[] = [
  [1.1703, -2.9962, -2.8393, 2.2257, 0.132],
  [1.1187, 1.1275, 0.0257, 0.2801, -0.736],
  [1.0933, -0.1285, -0.0999, -0.0001, -0.302],
]
/** Wide enough for GPUs that multiply with 10-bit fractions (TF32). */
const tolerance = 5e-3
const rate = 0.2

/** Trains a very small network on the loaded engine; throws where a loss or gradient is not as it must be. */
export async function selfTest(): Promise<void> {
  const steps = await trainSmallNetwork(expected.length)
  for (const [step, values] of steps.entries())
    for (const [i, value] of values.entries()) {
      const right = expected[step]?.[i] ?? Number.NaN
      if (!(Math.abs(value - right) <= tolerance * Math.max(1, Math.abs(right))))
        throw new EngineUnavailable(
          `it trains a small network wrongly: ${value} instead of ${right} in step ${step}`,
          'choose another engine with --engine, and report this one with its device and driver',
        )
    }
}

/**
 * Gradient descent on six images made of waves. For each step the loss, then for each weight its gradient, summed
 * with a wave so that wrong places show. Leaves no tensor behind.
 */
async function trainSmallNetwork(stepCount: number): Promise<number[][]> {
  const x = tf.tidy(() => wave<Tensor4D>([6, 11, 11, 3], 1))
  const labels = tf.tidy(() =>
    tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2], 'int32'), 3).cast<Tensor2D>('float32'),
  )
  const network = tf.tidy(createNetwork)
  const weights = [network.conv, network.depthwise, network.pointwise, network.dense]
  const steps: number[][] = []
  for (let step = 0; step < stepCount; step++) {
    const facts = tf.tidy(() => descend(() => lossOf(network, x, labels), weights))
    steps.push(Array.from(await facts.data()))
    facts.dispose()
  }
  tf.dispose([x, labels, ...weights, ...network.norm])
  return steps
}

function descend(loss: () => Scalar, weights: Variable[]): Tensor {
  const { value, grads } = tf.variableGrads(loss, weights)
  const facts = weights.map(weight => {
    const gradient = grads[weight.name] ?? tf.zerosLike(weight)
    weight.assign(tf.sub(weight, tf.mul(gradient, rate)))
    return tf.sum(tf.mul(gradient, wave(weight.shape, 20)))
  })
  return tf.stack([value, ...facts])
}

type Network = ReturnType<typeof createNetwork>

function createNetwork() {
  const norm: [Tensor1D, Tensor1D, Tensor1D, Tensor1D] = [
    wave([8], 0.3),
    tf.fill([8], 0.7),
    wave([8], 0.2),
    tf.fill([8], 1.3),
  ]
  return {
    conv: tf.variable(wave<Tensor4D>([3, 3, 3, 8], 0.9)),
    depthwise: tf.variable(wave<Tensor4D>([3, 3, 8, 1], 1)),
    pointwise: tf.variable(wave<Tensor4D>([1, 1, 8, 12], 1.2)),
    dense: tf.variable(wave<Tensor2D>([12, 3], 1.1)),
    /** Mean, variance, offset, scale of a batch norm that is not trained. */
    norm,
  }
}

/** Convolution, frozen batch norm, ReLU6, max pool, depthwise and 1×1 convolution, average pool, dense. */
function lossOf({ conv, depthwise, pointwise, dense, norm }: Network, x: Tensor4D, labels: Tensor2D): Scalar {
  const normed = tf.batchNorm(tf.conv2d(x, conv, 2, 'same'), ...norm, 1e-3)
  const pooled = tf.maxPool(tf.relu6(normed), 2, 1, 'same')
  const mixed = tf.relu(tf.conv2d(tf.depthwiseConv2d(pooled, depthwise, 1, 'same'), pointwise, 1, 'same'))
  const features: Tensor2D = tf.avgPool(mixed, 3, 2, 'valid').mean([1, 2])
  return tf.losses.softmaxCrossEntropy(labels, tf.matMul(features, dense)).asScalar()
}

/** Numbers between −size and size without a pattern that a wrong kernel could hide behind. */
function wave<T extends Tensor>(shape: T['shape'], size: number): T {
  const count = shape.reduce((product, length) => product * length, 1)
  const values = Float32Array.from({ length: count }, (_, i) => size * Math.sin(i * 12.9898 + size * 78.233))
  return tf.tensor(values, shape) as T
}
