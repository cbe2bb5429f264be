import { quantile } from 'simple-statistics'
import type { Json } from '../../base/hash.ts'
import { createRandom } from '../../base/random.ts'
import type { Config } from '../../space/parameter.ts'
import type { Normal } from '../../stats/chance-of-lowest.ts'
import { normalBelow } from '../../stats/normal.ts'
import { type Bins, binsOf, joint } from './bins.ts'
import { bestBin, explainedBy, type Weighed } from './explained.ts'

/** A share of the variance of being among the best, 0 to 1, with its 95 % interval. */
interface Share {
  readonly importance: number
  readonly low: number
  readonly high: number
}

interface ParameterImportance extends Share {
  readonly parameter: string
  /** That have it: others lack what switches it on. */
  readonly trials: number
  /** Where the best are most often: a value, or the lowest and the highest of a range. */
  readonly best: readonly [low: Json, high: Json]
}

interface Interaction extends Share {
  readonly parameters: readonly [string, string]
}

export interface Importance {
  readonly trials: number
  /** Largest first. */
  readonly parameters: readonly ParameterImportance[]
  /** Of the most important parameters, what two do together beyond what each does alone; largest first. */
  readonly interactions: readonly Interaction[]
}

/** A trial's config, and the loss that it is worth. */
export interface Judged {
  readonly config: Config
  readonly merit: Normal
}

/** The share of the trials that count as the best. */
export const topShare = 0.25
const resamples = 200
const pairsAmong = 6
const [fewBins, mostBins, trialsPerBin] = [2, 6, 10]

/**
 * PED-ANOVA: how much of being among the best quarter each parameter explains. A trial counts among them with the chance that
 * its merit is, so that raced trials weigh as much as is known of them. A parameter that not every trial has is judged among
 * those that do: what its absence does is its parent's. Intervals by bootstrap over trials.
 * Source: Watanabe, Bansal & Hutter, PED-ANOVA, IJCAI (2023); conditional parameters after condPED-ANOVA (2026).
 */
export function importanceOf(trials: readonly Judged[], names: readonly string[]): Importance {
  const configs = trials.map(({ config }) => config)
  const weights = amongBest(trials)
  const samples = [...bootstraps(trials.length)].map(times => ({ weights, times }))
  const all = { weights, times: new Float64Array(trials.length).fill(1) }
  const bins = Math.min(mostBins, Math.max(fewBins, Math.floor(trials.length / trialsPerBin)))
  const parameters = names
    .map((parameter): ParameterImportance => {
      const own = binsOf(parameter, configs, bins)
      return {
        parameter,
        ...shareOf(weighed => explainedBy(own, weighed), all, samples),
        trials: own.of.reduce((count, bin) => count + (bin < 0 ? 0 : 1), 0),
        best: own.ranges[bestBin(own, weights)] ?? [null, null],
      }
    })
    .sort(byImportance)
  const first = parameters.slice(0, pairsAmong).map(({ parameter }) => parameter)
  const pairBins = Math.min(4, Math.max(fewBins, Math.floor(Math.sqrt(trials.length / trialsPerBin))))
  const coarse = new Map(first.map(name => [name, binsOf(name, configs, pairBins)]))
  const interactions = pairsOf(first)
    .flatMap(([a, b]) => {
      const [one, other] = [coarse.get(a), coarse.get(b)]
      return one === undefined || other === undefined ? [] : interaction([a, b], [one, other], all, samples)
    })
    .sort(byImportance)
  return { trials: trials.length, parameters, interactions }
}

const byImportance = (a: Share, b: Share) => b.importance - a.importance

/** The chance of each that its loss is below the quarter's limit. */
function amongBest(trials: readonly Judged[]): Float64Array {
  const means = trials.map(({ merit }) => merit.mean).sort((a, b) => a - b)
  const limit = means[Math.max(0, Math.ceil(topShare * means.length) - 1)] ?? 0
  return Float64Array.from(trials, ({ merit: { mean, sd } }) => {
    if (mean === Number.POSITIVE_INFINITY) return 0
    return sd > 0 ? normalBelow((limit - mean) / sd) : Number(mean <= limit)
  })
}

/** How often each of n trials is drawn, n draws a time. */
function* bootstraps(n: number): Generator<Float64Array> {
  const random = createRandom('importance')
  for (let i = 0; i < resamples; i++) {
    const times = new Float64Array(n)
    for (let draw = 0; draw < n; draw++) {
      const at = random.integer(0, n - 1)
      times[at] = (times[at] ?? 0) + 1
    }
    yield times
  }
}

/** The bootstrap's spread around the estimate: trials that are drawn twice make every parameter look more important. */
function shareOf(of: (weighed: Weighed) => number, all: Weighed, samples: readonly Weighed[]): Share {
  const estimate = of(all)
  const drawn = samples.map(of)
  const shift = estimate - drawn.reduce((sum, value) => sum + value, 0) / drawn.length
  const at = (share: number) => within(quantile(drawn, share) + shift)
  return { importance: within(estimate), low: at(0.025), high: at(0.975) }
}

const within = (share: number) => Math.min(1, Math.max(0, share))

function interaction(
  parameters: readonly [string, string],
  [a, b]: readonly [Bins, Bins],
  all: Weighed,
  samples: readonly Weighed[],
): Interaction {
  const both = joint(a, b)
  const among = ({ of, count }: Bins) => ({ of: of.map((bin, i) => (both.of[i] === -1 ? -1 : bin)), count })
  const [one, other] = [among(a), among(b)]
  const beyond = (weighed: Weighed) =>
    explainedBy(both, weighed) - explainedBy(one, weighed) - explainedBy(other, weighed)
  return { parameters, ...shareOf(beyond, all, samples) }
}

const pairsOf = (names: readonly string[]) =>
  names.flatMap((a, i) => names.slice(i + 1).map(b => [a, b] as const))
