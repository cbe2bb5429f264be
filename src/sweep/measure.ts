import type { Shape } from '../backbones/graph.ts'
import { layerNamed, multiplyAddsOf, parametersOf } from '../backbones/measure.ts'
import type { MeasureName } from '../trial/measures.ts'
import type { Recipe } from '../trial/recipe.ts'
import { graphOf } from '../weights/graph-of.ts'
import { weightSourceFor } from '../weights/source.ts'

/** A backbone without a head. */
interface Bare {
  readonly parameters: number
  readonly multiplyAdds: number
  /** Of its pooled output. */
  readonly features: number
}

export type KnownMeasure = Extract<MeasureName, 'parameters' | 'multiplyAdds'>
export const isKnownMeasure = (name: string): name is KnownMeasure =>
  name === 'parameters' || name === 'multiplyAdds'

/** Tells what follows from a recipe before anything is trained: the whole network with its head, for one image of that size. */
export function createMeasurer(
  imageSize: number,
  classes: number,
): (recipe: Recipe) => Readonly<Record<KnownMeasure, number>> {
  const known = new Map<string, Bare>()

  function bareOf({ backbone, weights }: Recipe): Bare {
    const source = weightSourceFor(weights, backbone)
    const key = JSON.stringify([backbone, source])
    const bare = known.get(key) ?? measureBackbone(backbone, source, imageSize)
    known.set(key, bare)
    return bare
  }

  return recipe => {
    const { parameters, multiplyAdds, features } = bareOf(recipe)
    const hidden = recipe.hiddenUnits
    const products = hidden > 0 ? features * hidden + hidden * classes : features * classes
    return { parameters: parameters + products + hidden + classes, multiplyAdds: multiplyAdds + products }
  }
}

function measureBackbone(...[backbone, source, size]: Parameters<typeof graphOf>): Bare {
  const graph = graphOf(backbone, source, size)
  const [, , features]: Shape = layerNamed(graph, graph.layers.at(-1)?.name ?? '').shape
  return { parameters: parametersOf(graph), multiplyAdds: multiplyAddsOf(graph), features }
}
