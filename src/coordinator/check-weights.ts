import type { Sweep } from '../sweep/sweep.ts'
import { recipeSchema } from '../trial/recipe.ts'
import { type EnsureOptions, ensureOfficialWeights } from '../weights/ensure.ts'
import { checkWeightSource } from '../weights/resolve.ts'
import { weightSourceFor } from '../weights/source.ts'

/** Looks for every weight file that a trial of this sweep could ask for, before any work is done. */
export async function checkWeights(sweep: Sweep): Promise<void> {
  for (const { backbone, source } of askedFor(sweep)) await checkWeightSource(source, backbone)
}

/** Downloads the official weights that a trial of this sweep could ask for, unless they are here already. */
export async function fetchWeights(sweep: Sweep, options: EnsureOptions = {}): Promise<void> {
  const wanted = askedFor(sweep).flatMap(({ backbone, source }) =>
    source === 'imagenet' && backbone !== 'LayersModel' ? [backbone] : [],
  )
  for (const backbone of new Set(wanted)) await ensureOfficialWeights(backbone, sweep.data.imageSize, options)
}

function askedFor({ recipe, space, enqueue }: Sweep) {
  const defaults = recipeSchema.parse(recipe)
  const valuesOf = (name: 'backbone' | 'weights'): readonly unknown[] => {
    const parameter = space[name]
    return parameter?.kind === 'choice' ? parameter.values : [defaults[name]]
  }
  const pairs = [
    ...valuesOf('backbone').flatMap(backbone => valuesOf('weights').map(weights => ({ backbone, weights }))),
    ...enqueue.map(({ backbone = defaults.backbone, weights = defaults.weights }) => ({ backbone, weights })),
  ]
  return pairs.map(pair => {
    const { backbone, weights } = recipeSchema.parse(pair)
    return { backbone, source: weightSourceFor(weights, backbone) }
  })
}
