import type { Weights } from '../backbones/apply-layer.ts'
import type { Layer } from '../backbones/graph.ts'
import { weightOf } from '../backbones/weight-of.ts'
import { type Tensor, type Tensor1D, tf } from '../engine/tf.ts'
import type { Compiled } from './compiled.ts'

/**
 * The weights of some layers of a compiled graph, batch norms folded in, by `layer/weight`. Under a gradient tape the
 * gradients of kernel, γ and β come from those of the folded kernel: batch norm then costs nothing per image. Call it
 * inside `tidy`.
 */
export function foldedTensors(
  { origins }: Compiled,
  layers: readonly Layer[],
  weights: Weights,
): Map<string, Tensor> {
  const folded = new Map<string, Tensor>()
  const read = (layer: Layer, weight: string) => weightOf(weights, `${layer.name}/${weight}`)
  for (const { name } of layers) {
    const { layer, norm } = origins.get(name) ?? {}
    if (layer === undefined) continue
    if (norm === undefined)
      for (const weight of layer.weights) folded.set(`${name}/${weight.name}`, read(layer, weight.name))
    else {
      const { factor, offset } = linearMap(norm, weight => read(norm, weight))
      const isDepthwise = layer.operation.op === 'depthwiseConv2d'
      const hasBias = layer.weights.some(weight => weight.name === 'bias')
      const kernel = tf.mul(read(layer, 'kernel'), isDepthwise ? tf.reshape(factor, [-1, 1]) : factor)
      folded.set(`${name}/kernel`, kernel)
      folded.set(`${name}/bias`, hasBias ? tf.add(offset, tf.mul(read(layer, 'bias'), factor)) : offset)
    }
  }
  return folded
}

/** γ·(x − mean)/√(variance + ε) + β = x·factor + offset, a number each per channel. */
function linearMap({ name, operation }: Layer, read: (weight: string) => Tensor) {
  if (operation.op !== 'batchNorm') throw new TypeError(`${name} is no batch norm`)
  const root: Tensor1D = tf.rsqrt(tf.add(read('moving_variance'), operation.epsilon))
  const factor: Tensor1D = operation.scale ? tf.mul(read('gamma'), root) : root
  const offset: Tensor1D = tf.sub(read('beta'), tf.mul(read('moving_mean'), factor))
  return { factor, offset }
}
