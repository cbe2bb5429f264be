import { type Tensor1D, type Tensor4D, tf } from '../engine/tf.ts'
import { activate, isFusable } from './activations.ts'
import type { Operation, Pad } from './graph.ts'

export type Convolution = Extract<Operation, { op: 'conv2d' | 'depthwiseConv2d' }>

/**
 * A convolution with its bias and activation. Not under a tape they are one fused operation; under a tape they are
 * apart, because the fused gradient computes the filter's even where the filter is frozen.
 */
export function convolve(
  operation: Convolution,
  x: Tensor4D,
  filter: Tensor4D,
  bias: Tensor1D | undefined,
  isTaped: boolean,
): Tensor4D {
  const { activation } = operation
  const strides: [number, number] = [...operation.strides]
  const { input, pad } = padded(x, operation.padding)
  if (!isTaped && bias !== undefined) {
    const convolution = operation.op === 'conv2d' ? tf.fused.conv2d : tf.fused.depthwiseConv2d
    const fused = activation !== undefined && isFusable(activation) ? activation : undefined
    const y = convolution({ x: input, filter, strides, pad, bias, activation: fused ?? 'linear' })
    return fused === activation || activation === undefined ? y : activate(y, activation)
  }
  const convolution = operation.op === 'conv2d' ? tf.conv2d : tf.depthwiseConv2d
  const y = convolution(input, filter, strides, pad)
  const biased = bias === undefined ? y : tf.add<Tensor4D>(y, bias)
  return activation === undefined ? biased : activate(biased, activation)
}

/** Explicit padding as an operation of its own: the engines' gradients know only 'same' and 'valid'. */
function padded(x: Tensor4D, padding: Convolution['padding']) {
  return padding === 'same' || padding === 'valid'
    ? { input: x, pad: padding }
    : { input: pad(x, padding), pad: 'valid' as const }
}

export function pad(x: Tensor4D, [rows, columns]: Pad, value = 0): Tensor4D {
  return tf.pad(x, [[0, 0], [...rows], [...columns], [0, 0]], value)
}
