import { type Tensor, type Tensor4D, tf } from '../engine/tf.ts'
import { applyLayer, type Weights } from './apply-layer.ts'
import type { Graph } from './graph.ts'
import { layersBetween } from './measure.ts'

export interface ForwardOptions {
  /** Run the layers after this one, whose output `x` is; default: the input layer. */
  readonly from?: string
  /** The last layer to run; default: the graph's last. */
  readonly to?: string
  /** `frozen` (default) uses the moving statistics, `trained` those of the batch. */
  readonly batchNorm?: 'frozen' | 'trained'
  /** With `trained`: the batch's mean and (biased) variance of each batch norm, valid during the call only. */
  onMovingStatistics?(layer: string, mean: Tensor, variance: Tensor): void
}

/**
 * Runs a part of a backbone. Intermediate tensors are freed after their last use, except under a gradient tape, where
 * the caller's `tidy` frees them. `x` stays the caller's.
 */
export function forward(graph: Graph, weights: Weights, x: Tensor4D, options: ForwardOptions = {}): Tensor4D {
  const start = options.from ?? graph.layers[0]?.name ?? ''
  const last = options.to ?? graph.layers.at(-1)?.name ?? ''
  const layers = layersBetween(graph, start, last)
  const uses = countUses(layers)
  const isTaped = tf.engine().state.gradientDepth > 0
  const settings = { ...options, batchNorm: options.batchNorm ?? 'frozen', isTaped }
  const outputs = new Map<string, Tensor4D>([[start, x]])
  for (const layer of layers) {
    const inputs = layer.inputs.map(name => {
      const tensor = outputs.get(name)
      if (tensor === undefined) throw new RangeError(`${graph.name}: ${layer.name} lacks its input ${name}`)
      return tensor
    })
    outputs.set(
      layer.name,
      tf.tidy(() => applyLayer(layer, inputs, weights, settings)),
    )
    for (const name of layer.inputs) {
      const left = (uses.get(name) ?? 0) - 1
      uses.set(name, left)
      if (left > 0 || name === start || isTaped) continue
      outputs.get(name)?.dispose()
      outputs.delete(name)
    }
  }
  const output = outputs.get(last)
  if (output === undefined) throw new RangeError(`${graph.name} has no layer ${last}`)
  return output === x ? x.clone() : output
}

function countUses(layers: Graph['layers']): Map<string, number> {
  const uses = new Map<string, number>()
  for (const { inputs } of layers) for (const name of inputs) uses.set(name, (uses.get(name) ?? 0) + 1)
  return uses
}
