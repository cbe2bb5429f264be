import { type Tensor, type Tensor1D, type Tensor4D, tf } from '../engine/tf.ts'
import { frozenBatchNorm } from './frozen-batch-norm.ts'
import type { Layer, Operation } from './graph.ts'

type BatchNorm = Extract<Operation, { op: 'batchNorm' }>
type Get = (weight: string) => Tensor1D

export interface BatchNormMode {
  readonly batchNorm: 'frozen' | 'trained'
  onMovingStatistics?(layer: string, mean: Tensor, variance: Tensor): void
}

/**
 * Frozen, it is a fixed linear map. Scale and offset are always both given: without one of them TensorFlow.js has no
 * gradient.
 */
export function batchNorm(
  { name, shape }: Layer,
  { epsilon, scale }: BatchNorm,
  x: Tensor4D,
  get: Get,
  { batchNorm: mode, onMovingStatistics }: BatchNormMode,
): Tensor4D {
  const beta = get('beta')
  const gamma = scale ? get('gamma') : tf.ones<Tensor1D['rankType']>([shape[2]])
  if (mode === 'frozen')
    return frozenBatchNorm(x, gamma, beta, {
      mean: get('moving_mean'),
      variance: get('moving_variance'),
      epsilon,
    })
  const { mean, variance } = tf.moments(x, [0, 1, 2])
  onMovingStatistics?.(name, mean, variance)
  return tf.batchNorm4d(x, mean.as1D(), variance.as1D(), beta, gamma, epsilon)
}

/** Over the channels of each position. */
export function layerNorm(x: Tensor4D, epsilon: number, get: Get): Tensor4D {
  const { mean, variance } = tf.moments(x, -1, true)
  const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon)))
  return tf.add(tf.mul(normal, get('gamma')), get('beta'))
}
