import type { Cut, CutChoice } from '../activations/choice.ts'
import {
  type Budgets,
  type CutNeed,
  choosePlaces,
  isWorthKeepingAhead,
  secondsAt,
} from '../activations/planner.ts'
import { hashOf } from '../base/hash.ts'
import { isAugmented, type Recipe } from '../trial/recipe.ts'
import { weightSourceFor } from '../weights/source.ts'
import { createPrefixes, isFineTuned, type Prefix } from './cost.ts'
import { plannedTrials, reachableRecipes } from './reachable.ts'
import type { Sweep } from './sweep.ts'

/** A cut that the sweep can reach, what it is expected to be worth, and where it will be kept. */
export interface PlannedCut extends CutChoice, CutNeed {
  readonly layer: string
  /** Expected, of keeping it. */
  readonly savedSeconds: number
}

/** When nothing but time ends a sweep. */
const guessedTrials = 100

/** How many images and folds there are, and how fast a prefix runs: multiply-adds a second, over all workers. */
export interface Work {
  readonly images: number
  readonly folds: number
  readonly forward: number
}

/** Pooled features of every backbone, always in memory; then the cuts, where the planner wants them. */
export function planCuts(sweep: Sweep, work: Work, budgets: Budgets): PlannedCut[] {
  const needs = collect(sweep, work)
  const features = needs.filter(({ cut }) => cut.depth === 0)
  const cuts = needs.filter(({ cut, need }) => cut.depth > 0 && need.passSeconds > 0)
  const taken = features.reduce((sum, { need }) => sum + need.bytes, 0)
  const places = choosePlaces(
    cuts.map(({ need }) => need),
    { ...budgets, memoryBytes: Math.max(0, budgets.memoryBytes - taken) },
  )
  return [
    ...features.map(entry => planned(entry, 'memory')),
    ...cuts.map((entry, i) => planned(entry, places[i] ?? 'none')),
  ]
}

export const bytesInMemory = (cuts: readonly Pick<PlannedCut, 'bytes' | 'place'>[]): number =>
  cuts.reduce((sum, { bytes, place }) => sum + (place === 'memory' ? bytes : 0), 0)

interface NeededCut {
  readonly cut: Cut
  readonly layer: string
  readonly need: CutNeed
}

function planned({ cut, layer, need }: NeededCut, place: CutChoice['place']): PlannedCut {
  const once = cut.depth === 0 ? need.chance * need.passSeconds * (cut.augment?.views ?? 1) : 0
  const savedSeconds =
    place === 'none' ? 0 : Math.max(0, secondsAt(need, 'none') - secondsAt(need, place) - once)
  return { ...cut, layer, ...need, place, isEager: isWorthKeepingAhead(need), savedSeconds }
}

interface Use {
  readonly cut: Cut
  readonly prefix: Prefix
  /** Runs of all images that one trial makes. */
  readonly passes: number
}

function collect(sweep: Sweep, { images, folds, forward }: Work): NeededCut[] {
  const recipes = reachableRecipes(sweep)
  const trials = Math.min(plannedTrials(sweep), guessedTrials)
  const prefixesOf = createPrefixes(sweep.data.imageSize)
  const isHalf = sweep.cache?.precision === 'float16'
  const uses = recipes.flatMap(recipe => usesOf(recipe, prefixesOf(recipe), folds))
  const groups = new Map<string, Use[]>()
  for (const use of uses) {
    const key = hashOf(use.cut)
    groups.set(key, [...(groups.get(key) ?? []), use])
  }
  return [...groups.values()].flatMap(([first, ...rest]): NeededCut[] => {
    if (first === undefined) return []
    const share = (rest.length + 1) / recipes.length
    const perTrial = [first, ...rest].reduce((sum, { passes }) => sum + passes, 0) / recipes.length
    const { cut, prefix } = first
    const need = {
      bytes: (images * prefix.bytesPerImage * (cut.augment?.views ?? 1)) / (isHalf && cut.depth > 0 ? 2 : 1),
      passSeconds: (images * prefix.multiplyAdds) / forward,
      passes: trials * perTrial,
      chance: 1 - (1 - share) ** trials,
    }
    return [{ cut, layer: prefix.layer, need }]
  })
}

/** Each epoch of each fold sees all images: (k − 1)/k of them to train, the rest to validate on. */
function usesOf(recipe: Recipe, prefixes: readonly Prefix[], folds: number): Use[] {
  const { backbone, augment } = recipe
  const weights = weightSourceFor(recipe.weights, backbone)
  const hasViews = isAugmented(augment) && augment.views > 0
  return prefixes.flatMap((prefix): Use[] => {
    const { depth } = prefix
    const epochs = depth === 0 ? recipe.headEpochs : isFineTuned(recipe) ? recipe.fineTuneEpochs : 0
    const plain = isAugmented(augment) ? epochs : folds * epochs
    const views = { cut: { backbone, weights, depth, augment }, prefix, passes: (folds - 1) * epochs }
    return [{ cut: { backbone, weights, depth }, prefix, passes: plain }, ...(hasViews ? [views] : [])]
  })
}
