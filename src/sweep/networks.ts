import { gridOf } from '../space/grid.ts'
import type { Config, Parameter } from '../space/parameter.ts'
import { bodyKey, latencyOf, type Network, networkOf } from '../trial/network.ts'
import type { Recipe } from '../trial/recipe.ts'
import { fileOf, weightSourceFor } from '../weights/source.ts'
import { openingOf } from './opening.ts'
import { recipeOf } from './recipe-of.ts'
import type { Sweep } from './sweep.ts'
import { usableIn } from './usable.ts'

/** What a config's network is. */
export const networkFor = (recipe: Recipe): Network =>
  networkOf(recipe, fileOf(weightSourceFor(recipe.weights, recipe.backbone)))

/**
 * The networks whose latency tells that of all that a sweep can try: every backbone with every number of hidden units that
 * is listed, of a range with both ends.
 */
export function networksOf(sweep: Sweep): Network[] {
  const parts = (['backbone', 'weights', 'hiddenUnits'] as const).flatMap(name => {
    const parameter = sweep.space[name]
    return parameter === undefined ? [] : [[name, alone(parameter)] as const]
  })
  const configs: Config[] = [...gridOf(new Map(parts), 2), ...openingOf(sweep).map(({ config }) => config)]
  const networks: Network[] = []
  for (const config of configs.filter(usableIn(sweep))) {
    const network = networkFor(recipeOf(sweep, config))
    const isThere = networks.some(
      other => bodyKey(other) === bodyKey(network) && other.hiddenUnits === network.hiddenUnits,
    )
    if (!isThere) networks.push(network)
  }
  return networks
}

/** Its values, whatever the others are; of a range its ends. */
function alone(parameter: Parameter): Parameter {
  if (parameter.kind === 'choice') return { kind: 'choice', values: parameter.values }
  return { kind: 'choice', values: [...new Set([parameter.min, parameter.max])] }
}

/** Those of a sweep's networks of which nothing is known. */
export const unmeasured = (sweep: Sweep, latencies: Parameters<typeof latencyOf>[0]): Network[] =>
  networksOf(sweep).filter(network => latencyOf(latencies, network) === undefined)
