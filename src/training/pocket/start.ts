import type { Graph, WeightSpec, WeightValues } from '../../backbones/graph.ts'
import type { Random } from '../../base/random.ts'

/** Values to train from: normal kernels (He et al., 2015), and blocks that begin near the identity. */
export function startValues(graph: Graph, random: Random): WeightValues {
  const values = new Map<string, Float32Array>()
  for (const layer of graph.layers)
    for (const weight of layer.weights) values.set(`${layer.name}/${weight.name}`, start(layer.name, weight))
  return values

  function start(layer: string, { name, shape }: WeightSpec): Float32Array {
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1))
    if (name === 'kernel') {
      const spread = Math.sqrt(2 / shape.slice(0, 3).reduce((product, size) => product * size, 1))
      return data.map(() => spread * random.normal())
    }
    if (name === 'gamma') return data.fill(layer.endsWith('_2_bn') ? 0.2 : 1)
    return data.fill(name === 'moving_variance' ? 1 : 0)
  }
}
