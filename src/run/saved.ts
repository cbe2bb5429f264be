import type { PassFacts } from '../activations/pass-facts.ts'
import { createPrefixes } from '../sweep/cost.ts'
import { recipeOf } from '../sweep/recipe-of.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { formatSeconds } from '../text/format.ts'
import { isAugmented } from '../trial/recipe.ts'
import type { RunState } from './state.ts'

/** What the run would have computed without kept activations, and what it did instead; undefined where that is nothing. */
export function savedNote(
  sweep: Sweep,
  before: RunState,
  after: RunState,
  passes: readonly PassFacts[],
): string | undefined {
  const images = after.data?.images ?? 0
  const [old, all] = [wantedBy(sweep, before, images), wantedBy(sweep, after, images)]
  const wanted = { images: all.images - old.images, multiplyAdds: all.multiplyAdds - old.multiplyAdds }
  const done = passes.reduce((sum, pass) => added(sum, pass), { images: 0, multiplyAdds: 0, seconds: 0 })
  if (wanted.images <= done.images) return undefined
  const count = (value: number) => Math.round(value).toLocaleString('en')
  const ran =
    done.images === 0
      ? 'all were kept from before'
      : `${count(done.images)} were run in ${formatSeconds(done.seconds)}`
  const seconds = ((wanted.multiplyAdds - done.multiplyAdds) * done.seconds) / done.multiplyAdds
  const saved = seconds > 1 ? `, which saved about ${formatSeconds(seconds)}` : ''
  return `training wanted ${count(wanted.images)} images from frozen layers: ${ran}${saved}`
}

const added = (sum: PassFacts, pass: PassFacts): PassFacts => ({
  images: sum.images + pass.images,
  multiplyAdds: sum.multiplyAdds + pass.multiplyAdds,
  seconds: sum.seconds + pass.seconds,
})

/** Every epoch's images through the frozen layers of its stage; those that are augmented anew are never kept. */
function wantedBy(sweep: Sweep, { trials, data }: RunState, images: number): Omit<PassFacts, 'seconds'> {
  const prefixesOf = createPrefixes(sweep.data.imageSize)
  const sum = { images: 0, multiplyAdds: 0 }
  for (const { config, folds } of trials) {
    const reports = folds.flatMap(fold => fold?.reports ?? [])
    if (reports.length === 0) continue
    const recipe = recipeOf(sweep, config)
    const [whole, cut] = prefixesOf(recipe)
    const isFresh = isAugmented(recipe.augment) && recipe.augment.views === 0
    const seen = isFresh ? images / (data?.folds.k ?? 1) : images
    for (const { stage } of reports) {
      sum.images += seen
      sum.multiplyAdds += seen * ((stage === 'head' ? whole : cut)?.multiplyAdds ?? 0)
    }
  }
  return sum
}
