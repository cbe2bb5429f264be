import { type Tensor4D, tf } from '../engine/tf.ts'
import { applyLayer, type Settings, type Weights } from './apply-layer.ts'
import type { Graph } from './graph.ts'
import { layersBetween } from './measure.ts'
import type { BatchNormMode } from './normalise.ts'

/**
 * `batchNorm`: `frozen` (default) uses the moving statistics, `trained` those of the batch and tells them
 * (variance biased, tensors valid during the call only).
 */
export interface ForwardOptions extends Partial<BatchNormMode> {
  /** Run the layers after this one, whose output `x` is; default: the input layer. */
  readonly from?: string
  /** The last layer to run; default: the graph's last. */
  readonly to?: string
}

/**
 * Runs a part of a backbone on images [n, height, width, channels]. Intermediate tensors are freed after their last
 * use, except under a gradient tape, where the caller's `tidy` frees them. `x` stays the caller's.
 */
export function forward(graph: Graph, weights: Weights, x: Tensor4D, options: ForwardOptions = {}): Tensor4D {
  const { from = graph.layers[0]?.name ?? '', to = graph.layers.at(-1)?.name ?? '' } = options
  const layers = layersBetween(graph, from, to)
  const isTaped = tf.engine().state.gradientDepth > 0
  const settings: Settings = { ...options, batchNorm: options.batchNorm ?? 'frozen', isTaped }
  const uses = countUses(layers)
  const outputs = new Map([[from, x]])
  const outputOf = (name: string) => {
    const output = outputs.get(name)
    if (output === undefined) throw new RangeError(`${graph.name} has nothing at layer ${name}`)
    return output
  }
  for (const layer of layers) {
    const inputs = layer.inputs.map(outputOf)
    const output = tf.tidy(() => applyLayer(layer, inputs, weights, settings))
    outputs.set(layer.name, output)
    for (const name of layer.inputs) {
      const left = (uses.get(name) ?? 0) - 1
      uses.set(name, left)
      if (left === 0 && name !== from && !isTaped) outputOf(name).dispose()
    }
  }
  return to === from ? tf.clone(x) : outputOf(to)
}

function countUses(layers: Graph['layers']): Map<string, number> {
  const uses = new Map<string, number>()
  for (const { inputs } of layers) for (const name of inputs) uses.set(name, (uses.get(name) ?? 0) + 1)
  return uses
}
