import { createRandom } from '../base/random.ts'
import { isQueueOnly, levelsOf } from '../samplers/index.ts'
import { gridOf } from '../space/grid.ts'
import type { Config } from '../space/parameter.ts'
import { sampleConfig } from '../space/sample.ts'
import { gridSizeOf, sizeOf } from '../space/size.ts'
import type { Recipe } from '../trial/recipe.ts'
import { allowedBy } from './constraints.ts'
import { recipeOf } from './recipe-of.ts'
import { type Sweep, spaceOf } from './sweep.ts'
import { usableIn } from './usable.ts'

/** So many configs stand for all when a plan is made. */
const enough = 400
/** Constraints can leave few of those that are drawn. */
const mostDraws = 10_000
/** In a space of more configs nobody counts those that are within the constraints. */
const mostCounted = 10_000

/** Recipes that stand for those that the sweep will try: all of them when they are few, otherwise a sample. */
export function reachableRecipes(sweep: Sweep): Recipe[] {
  const configs = [...sweep.enqueue.filter(usableIn(sweep)), ...proposals(sweep)].slice(0, enough)
  return configs.map(config => recipeOf(sweep, config))
}

function proposals(sweep: Sweep): Config[] {
  const space = spaceOf(sweep)
  if (isQueueOnly(sweep.sampler.type)) return []
  const isAllowed = allowedBy(sweep)
  if (spaceSize(sweep) <= enough) return [...gridOf(space, levelsOf(sweep.sampler) ?? 1)].filter(isAllowed)
  const random = createRandom(sweep.seed).fork('plan')
  const configs: Config[] = []
  for (let draw = 0; draw < mostDraws && configs.length < enough; draw++) {
    const config = sampleConfig(space, random.fork(draw))
    if (isAllowed(config)) configs.push(config)
  }
  return configs
}

/** How many trials the sweep can have; Infinity when only time or a target ends it. */
export function plannedTrials(sweep: Sweep): number {
  return Math.min(
    sweep.budget.trials ?? Infinity,
    proposalCount(sweep) + sweep.enqueue.filter(usableIn(sweep)).length,
  )
}

/** How many different configs the sampler can propose. */
function proposalCount(sweep: Sweep): number {
  if (isQueueOnly(sweep.sampler.type)) return 0
  const size = spaceSize(sweep)
  const isFree = (sweep.constraints ?? []).length === 0 && (sweep.unusable ?? []).length === 0
  if (isFree || size > mostCounted) return size
  return [...gridOf(spaceOf(sweep), levelsOf(sweep.sampler) ?? 1)].filter(allowedBy(sweep)).length
}

/** How many different configs the space has, as its sampler looks at continuous ranges. */
export function spaceSize(sweep: Sweep): number {
  const levels = levelsOf(sweep.sampler)
  return levels === undefined ? sizeOf(spaceOf(sweep)) : gridSizeOf(spaceOf(sweep), levels)
}
