import type { Sweep } from '../sweep/sweep.ts'
import { recipeSchema } from '../trial/recipe.ts'
import { checkWeightSource } from '../weights/resolve.ts'
import { weightSourceFor } from '../weights/source.ts'

/** Looks for every weight file that a trial of this sweep could ask for, before any work is done. */
export async function checkWeights({ recipe, space, enqueue }: Sweep): Promise<void> {
  const defaults = recipeSchema.parse(recipe)
  const valuesOf = (name: 'backbone' | 'weights'): readonly unknown[] => {
    const parameter = space[name]
    return parameter?.kind === 'choice' ? parameter.values : [defaults[name]]
  }
  const pairs = [
    ...valuesOf('backbone').flatMap(backbone => valuesOf('weights').map(weights => ({ backbone, weights }))),
    ...enqueue.map(({ backbone = defaults.backbone, weights = defaults.weights }) => ({ backbone, weights })),
  ]
  for (const pair of pairs) {
    const { backbone, weights } = recipeSchema.parse(pair)
    await checkWeightSource(weightSourceFor(weights, backbone), backbone)
  }
}
