import type { Graph, WeightValues } from '../../src/backbones/graph.ts'
import { createRandom } from '../../src/base/random.ts'

/** He-uniform kernels and batch norms that do something: statistics as in a trained network, not 0 and 1. */
export function randomWeights({ layers }: Graph, seed = 1): WeightValues {
  const random = createRandom(seed)
  const values = new Map<string, Float32Array>()
  for (const { name, weights } of layers)
    for (const { name: weight, shape } of weights) {
      const [height = 1, width = 1, inputs = 1, filters = 1] = shape
      const fanIn = height * width * (filters === 1 ? 1 : inputs)
      const limit = Math.sqrt(24 / fanIn)
      const draw = () => {
        if (weight === 'kernel') return (random.next() - 0.5) * limit
        if (weight === 'gamma' || weight === 'moving_variance') return 0.5 + random.next()
        return (random.next() - 0.5) * 0.4
      }
      values.set(`${name}/${weight}`, new Float32Array(height * width * inputs * filters).map(draw))
    }
  return values
}
