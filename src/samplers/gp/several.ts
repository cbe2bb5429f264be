import { createMemo, type Memo } from '../../base/memo.ts'
import type { Random } from '../../base/random.ts'
import type { Config, Space } from '../../space/parameter.ts'
import { crowdingDistances, frontOf, type Losses } from '../../stats/pareto.ts'
import { configAt, type Dimension, dimensionsOf, type Point, pointOf } from '../dimensions.ts'
import type { History } from '../sampler.ts'
import { isSound, type Seen } from '../several/front.ts'
import { type Forecast, hypervolumeImprovement } from './hypervolume-improvement.ts'
import { learn } from './learn.ts'
import { mostWorth } from './search.ts'

/** So many of the front bound what is to be gained: boxes grow with its power. */
const mostOfFront: Readonly<Record<number, number>> = { 2: 60, 3: 20, 4: 10 }
/** Beyond the worst, in shares of the range. */
const margin = 0.1
const leastRange = 1e-3

/** Of one objective, what is believed at every point and at those that have been seen. */
interface View {
  readonly forecast: Forecast
  readonly at: (config: Config) => number
}

/**
 * The config that is expected to add most to the hypervolume of the front: a process for each objective, but for those that
 * are known from the config.
 */
export function mostAdding(
  history: History,
  seen: readonly Seen[],
  space: Space,
  random: Random,
): Config | undefined {
  const { pending, accepts } = history
  const memos = history.memo(createMemos)
  const objectives = seen[0]?.losses.length ?? 0
  const dimensions = dimensionsOf(space)
  const points = pending.map(config => pointOf(dimensions, config))
  const views = Array.from({ length: objectives }, (_, i): View => {
    const known = knownOf(history, i, dimensions)
    if (known !== undefined) return known
    const observations = seen.map(one => onlyOf(one, i))
    const { posterior } = learn({ ...history, memo: memos(i), observations }, space)
    const forecast = posterior.believing(points)
    return { forecast, at: config => forecast.predict(pointOf(dimensions, config)).mean }
  })
  const configs = [...seen.filter(isSound).map(({ config }) => config), ...pending]
  const all = configs.map(config => views.map(({ at }) => at(config)))
  const indices = frontOf(all)
  const front = thinned(
    indices.map(index => all[index] as Losses),
    mostOfFront[objectives] ?? 10,
  )
  const acquisition = hypervolumeImprovement(
    views.map(({ forecast }) => forecast),
    front,
    referenceOf(all),
  )
  const leaders = random
    .shuffle(indices)
    .slice(0, leadersShown)
    .map(index => pointOf(dimensions, configs[index] as Config))
  return mostWorth({ dimensions, acquisition, accepts, leaders, random })
}

const leadersShown = 5

const createMemos = () => {
  const made = new Map<number, Memo>()
  return (objective: number): Memo => {
    const memo = made.get(objective) ?? createMemo()
    made.set(objective, memo)
    return memo
  }
}

/** Noise is known of the first. */
function onlyOf({ losses, variance, ...rest }: Seen, objective: number) {
  return {
    ...rest,
    loss: losses[objective] ?? Number.POSITIVE_INFINITY,
    variance: objective === 0 ? variance : 0,
  }
}

/** Exactly, where a loss follows from the config; undefined where it does not. */
function knownOf(
  { lossesOf, configs }: History,
  objective: number,
  dimensions: readonly Dimension[],
): View | undefined {
  if (lossesOf === undefined || configs[0] === undefined) return undefined
  if (lossesOf(configs[0])[objective] === undefined) return undefined
  const at = (config: Config) => lossesOf(config)[objective] ?? 0
  const predict = (point: Point) => ({ mean: at(configAt(dimensions, point)), variance: 0 })
  return {
    at,
    forecast: {
      predict,
      predictWithSlopes(point, ofMean, ofVariance) {
        ofMean.fill(0)
        ofVariance.fill(0)
        return predict(point)
      },
    },
  }
}

/** The least crowded. */
function thinned(front: readonly Losses[], most: number): readonly Losses[] {
  if (front.length <= most) return front
  const crowding = crowdingDistances(front)
  const order = front.map((_, i) => i).sort((a, b) => (crowding[b] ?? 0) - (crowding[a] ?? 0) || a - b)
  return order.slice(0, most).map(i => front[i] as Losses)
}

/** Beyond the worst that has been seen: what only ends a front is worth finding, too. */
function referenceOf(all: readonly Losses[]): Losses {
  return (all[0] ?? []).map((_, i) => {
    const values = all.map(point => point[i] ?? 0)
    const [worst, best] = [Math.max(...values), Math.min(...values)]
    return worst + margin * Math.max(worst - best, leastRange)
  })
}
