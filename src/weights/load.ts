import type { Backbone, PreprocessingName } from '../backbones/backbone.ts'
import type { Graph, WeightValues } from '../backbones/graph.ts'
import type { WeightSource } from '../trial/recipe.ts'
import { noDownload, notBundled } from './errors.ts'
import { loadWeightFile } from './file.ts'
import { randomWeights } from './random.ts'
import { fileOf } from './source.ts'

export { weightSourceFor } from './source.ts'

/** A backbone's graph at one input size with its weights, and what its pixels must look like. */
export interface LoadedBackbone {
  readonly graph: Graph
  readonly values: WeightValues
  readonly preprocessing: PreprocessingName
  /** SHA-256 of the weight file, or what else determines the values. */
  readonly hash: string
}

const bundled = new URL('../../src/backbones/pocket/pocket.safetensors', import.meta.url)

/** Reads and checks the weights; nothing is half loaded. */
export async function loadWeights(
  backbone: Backbone,
  source: WeightSource,
  size: number,
  seed: number,
): Promise<LoadedBackbone> {
  const { preprocessing } = backbone
  if (source === 'random') {
    const graph = backbone.build(size)
    return { graph, values: randomWeights(graph, seed), preprocessing, hash: `random:${seed}` }
  }
  if (source === 'imagenet') throw noDownload(backbone)
  if (source === 'bundled' && backbone.name !== 'Pocket') throw notBundled(backbone)
  const file = source === 'bundled' ? bundled : (fileOf(source) ?? '')
  const { preprocessing: chosen, padding } = typeof source === 'string' ? {} : source
  return loadWeightFile(backbone, file, size, { preprocessing: chosen, padding })
}
