import type { PassFacts } from '../activations/pass-facts.ts'
import { createPrefixes } from '../sweep/cost.ts'
import { recipeOf } from '../sweep/recipe-of.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { formatSeconds } from '../text/format.ts'
import { headEpochsOf } from '../trial/curve.ts'
import { everyFold } from '../trial/fold-places.ts'
import { isAugmented } from '../trial/recipe.ts'
import type { RunState } from './state.ts'

/** What the run would have computed without kept activations, and what it did instead; undefined where that is nothing. */
export function savedNote(
  /** At the beginning of the session, and at its end. */
  [old, all]: readonly [before: Wanted, after: Wanted],
  passes: readonly PassFacts[],
): string | undefined {
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

export type Wanted = Omit<PassFacts, 'seconds'>

/** Every epoch's images through the frozen layers of its stage; those that are augmented anew are never kept. */
export function wantedBy(sweep: Sweep, { trials, data }: Pick<RunState, 'trials' | 'data'>): Wanted {
  const images = data?.images ?? 0
  const prefixesOf = createPrefixes(sweep.data.imageSize)
  const sum = { images: 0, multiplyAdds: 0 }
  for (const trial of trials) {
    const { config } = trial
    const curves = everyFold(trial).flatMap(({ curve }) => (curve.length === 0 ? [] : curve))
    if (curves.length === 0) continue
    const recipe = recipeOf(sweep, config)
    const [whole, cut] = prefixesOf(recipe)
    const isFresh = isAugmented(recipe.augment) && recipe.augment.views === 0
    const seen = isFresh ? images / (data?.folds.k ?? 1) : images
    for (const curve of curves) {
      const head = headEpochsOf(curve)
      sum.images += seen * curve.length
      sum.multiplyAdds += seen * head * (whole?.multiplyAdds ?? 0)
      sum.multiplyAdds += seen * (curve.length - head) * (cut?.multiplyAdds ?? 0)
    }
  }
  return sum
}
