import type { Tensor, Tensor4D } from '../../src/engine/tf.ts'
import { tf } from '../../src/engine/tf.ts'
import type { Pad, Strides } from './engine-shapes.ts'
import { convolutions, depthwise, pools, products, slices, sums } from './engine-shapes.ts'

/** One differentiable operation on inputs of given shapes. */
export interface Case {
  readonly name: string
  readonly inputs: readonly (readonly number[])[]
  run(...inputs: Tensor[]): Tensor
  /** Values of the first input; random normal ones when absent. */
  readonly values?: 'distinct signed' | 'distinct negative' | 'distinct positive'
  /** Half the step of the finite differences; operations that are linear in each input need no small one. */
  readonly step?: number
  /** The plain JavaScript backend is known to have this gradient wrong. */
  readonly wrongOnCpu?: boolean
}

const to4D = (x: Tensor) => x as Tensor4D
const explicit = (pad: Pad) =>
  typeof pad === 'string'
    ? pad
    : ([[0, 0], ...pad, [0, 0]] as [[0, 0], [number, number], [number, number], [0, 0]])
const title = (
  kind: string,
  shape: readonly number[],
  filter: readonly number[],
  strides: Strides,
  pad: Pad,
) => `${kind} ${filter.join('×')} on ${shape.join('×')}, stride ${strides}, ${JSON.stringify(pad)}`

const activations: Record<string, (x: Tensor) => Tensor> = {
  relu: x => tf.relu(x),
  relu6: x => tf.relu6(x),
  swish: x => tf.mul(x, tf.sigmoid(x)),
  gelu: x => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2)))),
  'hard-swish': x => tf.mul(x, tf.div(tf.relu6(tf.add(x, 3)), 6)),
  sigmoid: x => tf.sigmoid(x),
  softmax: x => tf.softmax(x),
}

export const cases: readonly Case[] = [
  ...convolutions.map(
    ([shape, filter, strides, pad]): Case => ({
      name: title('convolution', shape, filter, strides, pad),
      inputs: [shape, filter],
      run: (x, w) => tf.conv2d(to4D(x), to4D(w), strides, explicit(pad)),
    }),
  ),
  ...depthwise.map(
    ([shape, filter, strides, pad]): Case => ({
      name: title('depthwise convolution', shape, filter, strides, pad),
      inputs: [shape, filter],
      run: (x, w) => tf.depthwiseConv2d(to4D(x), to4D(w), strides, explicit(pad)),
    }),
  ),
  ...pools.map(
    ([shape, size, strides, pad]): Case => ({
      name: `average pool ${size} on ${shape.join('×')}, stride ${strides}, ${pad}`,
      inputs: [shape],
      run: x => tf.avgPool(to4D(x), size, strides, pad),
      wrongOnCpu: pad === 'same',
    }),
  ),
  ...pools.flatMap(([shape, size, strides, pad]) =>
    (['distinct signed', 'distinct negative', 'distinct positive'] as const).map(
      (values): Case => ({
        name: `max pool ${size} on ${shape.join('×')}, stride ${strides}, ${pad}, ${values}`,
        inputs: [shape],
        values,
        step: 0.005,
        run: x => tf.maxPool(to4D(x), size, strides, pad),
      }),
    ),
  ),
  ...products.map(
    ([a, b, transposeA, transposeB]): Case => ({
      name: `product [${a}]${transposeA ? 'ᵀ' : ''} × [${b}]${transposeB ? 'ᵀ' : ''}`,
      inputs: [a, b],
      run: (x, y) => tf.matMul(x, y, transposeA, transposeB),
    }),
  ),
  ...Object.entries(activations).map(
    ([name, run]): Case => ({
      name,
      inputs: [[2, 3, 3, 4]],
      values: 'distinct signed',
      step: 0.002,
      run,
    }),
  ),
  {
    name: 'fused convolution with bias and relu6',
    inputs: [[2, 5, 5, 3], [3, 3, 3, 4], [4]],
    step: 0.002,
    run: (x, filter, bias) =>
      tf.fused.conv2d({
        x: to4D(x),
        filter: to4D(filter),
        strides: 1,
        pad: 'same',
        bias,
        activation: 'relu6',
      }),
  },
  {
    name: 'fused product with bias and relu',
    inputs: [[4, 6], [5, 6], [5]],
    step: 0.002,
    run: (a, b, bias) => tf.fused.matMul({ a, b, transposeB: true, bias, activation: 'relu' }),
  },
  {
    name: 'frozen batch norm',
    inputs: [[2, 4, 4, 3], [3], [3]],
    run: (x, offset, scale) =>
      tf.batchNorm(
        to4D(x),
        tf.tensor1d([0.1, -0.2, 0.3]),
        tf.tensor1d([0.5, 1, 2]),
        offset.flatten(),
        scale.flatten(),
        1e-3,
      ),
  },
  {
    name: 'batch norm by the statistics of the batch',
    inputs: [[3, 4, 4, 5], [5], [5]],
    step: 0.01,
    run: (x, offset, scale) => {
      const { mean, variance } = tf.moments(x, [0, 1, 2])
      return tf.batchNorm(to4D(x), mean.as1D(), variance.as1D(), offset.flatten(), scale.flatten(), 1e-3)
    },
  },
  {
    name: 'fused convolution with bias alone',
    inputs: [[2, 5, 5, 3], [3, 3, 3, 5], [5]],
    run: (x, filter, bias) =>
      tf.fused.conv2d({ x: to4D(x), filter: to4D(filter), strides: 2, pad: 'same', bias }),
  },
  {
    name: 'fused depthwise convolution with bias',
    inputs: [[2, 6, 5, 3], [5, 5, 3, 1], [3]],
    run: (x, filter, bias) =>
      tf.fused.depthwiseConv2d({ x: to4D(x), filter: to4D(filter), strides: 1, pad: 'same', bias }),
  },
  ...sums.map(
    ([shape, axes, keepDims]): Case => ({
      name: `sum and mean of [${shape}] over [${axes}]${keepDims ? ', kept' : ''}`,
      inputs: [shape],
      run: x => tf.sub(tf.sum(x, axes, keepDims), tf.mul(3, tf.mean(x, axes, keepDims))),
    }),
  ),
  {
    name: 'product of a batch with one matrix',
    inputs: [[3, 4, 5]],
    run: x => tf.matMul(x, tf.tensor3d([1, 2, -3, 4, 5, 0.5, -1, 2, 1, 3], [1, 5, 2])),
  },
  { name: 'global average pool', inputs: [[2, 5, 6, 3]], run: x => tf.mean(x, [1, 2]) },
  { name: 'log-softmax', inputs: [[4, 5]], step: 0.01, run: x => tf.logSoftmax(x) },
  {
    name: 'gather with repeats',
    inputs: [[6, 3]],
    run: x => tf.gather(x, tf.tensor1d([5, 0, 0, 2, 5, 5, 1], 'int32')),
  },
  {
    name: 'gather by a matrix of indices',
    inputs: [[6, 2, 3]],
    run: x =>
      tf.gather(
        x,
        tf.tensor2d(
          [
            [5, 0],
            [0, 3],
          ],
          undefined,
          'int32',
        ),
      ),
  },
  ...slices.map(
    ([shape, begin, size]): Case => ({
      name: `slice [${size}] of [${shape}] at [${begin}]`,
      inputs: [shape],
      run: x => tf.slice(x, begin, size),
    }),
  ),
  {
    name: 'padding and cropping',
    inputs: [[2, 4, 5, 2]],
    run: x =>
      tf.slice(
        tf.pad(x, [
          [0, 0],
          [1, 2],
          [0, 1],
          [0, 0],
        ]),
        [0, 0, 1, 0],
        [2, 6, 4, 2],
      ),
  },
  {
    name: 'concatenation',
    inputs: [
      [2, 3, 3, 2],
      [2, 3, 3, 4],
    ],
    run: (a, b) => tf.concat([a, b], 3),
  },
]
