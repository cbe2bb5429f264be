import type { Graph, WeightSpec, WeightValues } from '../backbones/graph.ts'
import { createRandom } from '../base/random.ts'

/**
 * Fresh weights: He-normal kernels (He et al. 2015, https://arxiv.org/abs/1502.01852), batch norms that change
 * nothing. One stream per weight, so the same seed gives the same values whatever else is drawn.
 */
export function randomWeights(graph: Graph, seed: number): WeightValues {
  const root = createRandom(seed)
  const values = new Map<string, Float32Array>()
  for (const { name: layer, weights } of graph.layers)
    for (const weight of weights)
      values.set(`${layer}/${weight.name}`, initial(weight, root.fork('weights', layer, weight.name)))
  return values
}

function initial({ name, shape }: WeightSpec, random: ReturnType<typeof createRandom>): Float32Array {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1))
  if (name === 'gamma' || name === 'moving_variance' || name === 'scale') return values.fill(1)
  if (name !== 'kernel') return values
  const [height = 1, width = 1, channels = 1, filters = 1] = shape
  const fanIn = height * width * (filters === 1 ? 1 : channels)
  const deviation = Math.sqrt(2 / fanIn)
  for (let i = 0; i < values.length; i++) values[i] = random.normal() * deviation
  return values
}
