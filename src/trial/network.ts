import type { RecipeBackbone } from './backbone-names.ts'
import type { Recipe, WeightSource } from './recipe.ts'

/** All that the time of one image depends on, beside engine and image size. */
export interface Network {
  readonly backbone: RecipeBackbone
  /** The file of a layers model; other weights take the same time whatever they are. */
  readonly model?: string
  /** Of the head; 0: none. */
  readonly hiddenUnits: number
}

/** How long a network takes for one image. */
export interface Latency extends Network {
  readonly milliseconds: number
}

/** A network's weights: where they are from, and the SHA-256 of all that they are. */
export interface UsedWeights {
  readonly backbone: RecipeBackbone
  readonly weights: WeightSource
  readonly hash: string
}

export function networkOf(
  { backbone, hiddenUnits }: Pick<Recipe, 'backbone' | 'hiddenUnits'>,
  model: string | undefined,
): Network {
  return { backbone, hiddenUnits, ...(model !== undefined && backbone === 'LayersModel' && { model }) }
}

export const bodyKey = ({ backbone, model = '' }: Network): string => JSON.stringify([backbone, model])

/**
 * The milliseconds of a network from those that were measured: of hidden units between two that were, between theirs.
 * Undefined where its backbone was not measured.
 */
export function latencyOf(measured: readonly Latency[], network: Network): number | undefined {
  const units = network.hiddenUnits
  const known = measured
    .filter(other => bodyKey(other) === bodyKey(network))
    .sort((a, b) => a.hiddenUnits - b.hiddenUnits)
  const above = known.find(({ hiddenUnits }) => hiddenUnits >= units) ?? known.at(-1)
  const below = known.findLast(({ hiddenUnits }) => hiddenUnits <= units) ?? known[0]
  if (above === undefined || below === undefined) return undefined
  const range = above.hiddenUnits - below.hiddenUnits
  const share = range > 0 ? (units - below.hiddenUnits) / range : 0
  return below.milliseconds + share * (above.milliseconds - below.milliseconds)
}
