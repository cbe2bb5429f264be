import { type Tensor, type Tensor1D, type Tensor4D, tf } from '../engine/tf.ts'
import { activate, fusable } from './activations.ts'
import type { ForwardOptions } from './forward.ts'
import type { Layer, Operation, Pad } from './graph.ts'
import { samePad } from './shapes.ts'

/** Tensors by `layer/weight`. */
export type Weights = ReadonlyMap<string, Tensor>

export interface Settings extends Pick<ForwardOptions, 'onMovingStatistics'> {
  readonly batchNorm: 'frozen' | 'trained'
  /** A gradient will be asked for: no fused operations, their gradients do needless work. */
  readonly isTaped: boolean
}

type Convolution = Extract<Operation, { op: 'conv2d' | 'depthwiseConv2d' }>
type Pooling = Extract<Operation, { op: 'maxPool' | 'avgPool' }>

/** One layer's output, a new tensor. Call it inside `tidy`. */
export function applyLayer(layer: Layer, inputs: readonly Tensor4D[], weights: Weights, settings: Settings): Tensor4D {
  const [x] = inputs
  if (x === undefined) throw new RangeError(`${layer.name} has no input to compute with`)
  const get = <T extends Tensor = Tensor1D>(name: string): T => {
    const tensor = weights.get(`${layer.name}/${name}`)
    if (tensor === undefined) throw new RangeError(`no weight ${layer.name}/${name}`)
    return tensor as T
  }
  const { operation } = layer
  switch (operation.op) {
    case 'input':
    case 'dropout':
    case 'identity':
      return x.clone()
    case 'conv2d':
    case 'depthwiseConv2d':
      return convolve(operation, x, get<Tensor4D>('kernel'), operation.bias ? get('bias') : undefined, settings)
    case 'batchNorm': {
      const beta = get('beta')
      const gamma = operation.scale ? get('gamma') : tf.ones<'R1' extends never ? never : Tensor1D['rank']>(beta.shape)
      return normalise(layer.name, operation.epsilon, x, get, gamma as Tensor1D, beta, settings)
    }
    default:
      return applyRest(operation, inputs, x, get)
  }
}
