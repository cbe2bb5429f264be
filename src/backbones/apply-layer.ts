import { type Tensor, type Tensor1D, type Tensor4D, tf } from '../engine/tf.ts'
import { activate } from './activations.ts'
import { convolve, pad } from './convolve.ts'
import type { Layer, Pad } from './graph.ts'
import { type BatchNormMode, batchNorm, layerNorm } from './normalise.ts'
import { avgPool, maxPool } from './pooling.ts'
import { weightOf } from './weight-of.ts'

/** Tensors by `layer/weight`. */
export type Weights = ReadonlyMap<string, Tensor>

export interface Settings extends BatchNormMode {
  /** A gradient will be asked for. */
  readonly isTaped: boolean
}

/** One layer's output, always a new tensor. Call it inside `tidy`. */
export function applyLayer(
  layer: Layer,
  inputs: readonly Tensor4D[],
  weights: Weights,
  settings: Settings,
): Tensor4D {
  const { name, operation } = layer
  const [x, second] = inputs
  if (x === undefined) throw new RangeError(`${name} has no input to compute with`)
  const get = (weight: string) => weightOf(weights, `${name}/${weight}`) as Tensor1D
  switch (operation.op) {
    case 'conv2d':
    case 'depthwiseConv2d': {
      const kernel = weightOf(weights, `${name}/kernel`) as Tensor4D
      return convolve(operation, x, kernel, operation.bias ? get('bias') : undefined, settings.isTaped)
    }
    case 'batchNorm':
      return batchNorm(layer, operation, x, get, settings)
    case 'layerNorm':
      return layerNorm(x, operation.epsilon, get)
    case 'layerScale':
      return tf.mul(x, get('scale'))
    case 'activation':
      return activate(x, operation.activation)
    case 'zeroPad':
      return pad(x, operation.padding)
    case 'crop':
      return crop(x, operation.cropping)
    case 'maxPool':
      return maxPool(x, operation)
    case 'avgPool':
      return avgPool(x, operation)
    case 'globalAveragePool':
      return tf.mean(x, [1, 2], true)
    case 'add':
      return inputs.slice(1).reduce((sum, input) => tf.add(sum, input), x)
    case 'multiply':
      return inputs.slice(1).reduce((product, input) => tf.mul(product, input), x)
    case 'concat':
      return tf.concat([...inputs], 3)
    case 'scaledAdd':
      return tf.add(x, tf.mul(second ?? x, operation.factor))
    case 'affine':
      return tf.add(tf.mul(x, tf.tensor1d([...operation.scale])), tf.tensor1d([...operation.offset]))
    case 'input':
    case 'dropout':
    case 'identity':
      return tf.clone(x)
  }
}

function crop(x: Tensor4D, [[top, bottom], [left, right]]: Pad): Tensor4D {
  const [count, height, width, channels] = x.shape
  return tf.slice(x, [0, top, left, 0], [count, height - top - bottom, width - left - right, channels])
}
