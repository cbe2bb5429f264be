import type { Backbone } from '../backbones/backbone.ts'
import type { WeightSource } from '../trial/recipe.ts'
import { ensureOfficialWeights } from './ensure.ts'
import { damagedInCache, notBundled } from './errors.ts'
import { loadWeightFile } from './file.ts'
import { recall } from './known-hashes.ts'
import type { LoadedBackbone } from './loaded.ts'
import { officialFile } from './official.ts'
import { randomWeights } from './random.ts'
import { fileOf, optionsOf } from './source.ts'

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
  if (source === 'imagenet') return loadOfficial(backbone, size)
  const file = source === 'bundled' ? backbone.bundled : (fileOf(source) ?? '')
  if (file === undefined) throw notBundled(backbone)
  return loadWeightFile(backbone, file, size, optionsOf(source))
}

/** From the cache, where it usually is already; what is read is compared with what was checked. */
async function loadOfficial(backbone: Backbone, size: number): Promise<LoadedBackbone> {
  const place = await ensureOfficialWeights(backbone.name, size)
  const loaded = await loadWeightFile(backbone, place, size, {})
  const official = officialFile(backbone.name, size)
  const seen = await recall(place)
  if (official !== undefined && seen !== undefined && seen.sha256 !== loaded.hash)
    throw damagedInCache(official, place, 'it has changed since it was checked')
  return loaded
}
