import type { Graph, WeightValues } from '../backbones/graph.ts'
import { weightOf } from '../backbones/weight-of.ts'
import { type Tensor, tf } from '../engine/tf.ts'

/** Weights of these layers on the device, by `layer/weight`. */
export function weightTensors(layers: Graph['layers'], values: WeightValues): Map<string, Tensor> {
  return new Map(
    layers.flatMap(layer =>
      layer.weights.map(({ name, shape }): [string, Tensor] => {
        const key = `${layer.name}/${name}`
        return [key, tf.tensor(weightOf(values, key), [...shape])]
      }),
    ),
  )
}
