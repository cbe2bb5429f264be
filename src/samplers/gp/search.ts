import type { Random } from '../../base/random.ts'
import type { Config } from '../../space/parameter.ts'
import { minimise } from '../../stats/lbfgs.ts'
import { absent, configAt, type Dimension, type Point, settled } from '../dimensions.ts'
import type { Acquisition } from './acquisition.ts'

interface Candidate {
  readonly point: Point
  readonly worth: number
}

export interface SearchOptions {
  readonly dimensions: readonly Dimension[]
  readonly acquisition: Acquisition
  readonly accepts: (config: Config) => boolean
  /** Where to look more closely: the best points so far. */
  readonly leaders: readonly Point[]
  readonly random: Random
}

const draws = 320
const drawsNearEach = 32
const climbs = 5
const rounds = 4
const enough = { mostEvaluations: 28, tolerance: 1e-2, firstStep: 0.3, leastGain: 1e-4 }

/** The config that is most worth a look: many are drawn, the best few climb. Undefined where none is accepted. */
export function mostWorth(options: SearchOptions): Config | undefined {
  const { dimensions, acquisition, leaders } = options
  const nowhere = new Float64Array(dimensions.length).fill(absent)
  const points = [
    ...Array.from({ length: draws }, () => nowhere),
    ...leaders.flatMap(point => Array.from({ length: drawsNearEach }, () => moved(options, point))),
  ].map(point => settled(dimensions, point, options.random.next))
  const candidates = points
    .map(point => ({ point, worth: acquisition.at(point) }))
    .sort((a, b) => b.worth - a.worth)
  const starts: Candidate[] = []
  for (const candidate of candidates) {
    if (starts.length === climbs) break
    if (isAccepted(options, candidate.point)) starts.push(candidate)
  }
  const [top] = starts.map(start => climb(options, start)).sort((a, b) => b.worth - a.worth)
  return top && configAt(dimensions, top.point)
}

const isAccepted = ({ dimensions, accepts }: SearchOptions, point: Point) =>
  accepts(configAt(dimensions, point))

/** Numbers by a little or by more, one or two of those with levels to any other. */
function moved({ dimensions, random }: SearchOptions, point: Point): Point {
  const reach = 0.2 * 0.1 ** (2 * random.next())
  return point.map((at, i) => {
    const levels = dimensions[i]?.levels
    if (at === absent) return at
    if (levels === undefined) return reflected(at + reach * random.normal())
    return random.next() < 1.5 / dimensions.length ? random.pick(levels) : at
  })
}

const reflected = (u: number) => Math.min(1, u < 0 ? -u : u > 1 ? Math.max(0, 2 - u) : u)

/** Along the slopes of what is continuous, then step by step along what is not, until neither helps. */
function climb(options: SearchOptions, start: Candidate): Candidate {
  let at = start
  for (let round = 0; round < rounds; round++) {
    const slid = slide(options, at)
    const next = step(options, slid)
    if (next === slid) return slid
    at = next
  }
  return at
}

function slide(options: SearchOptions, from: Candidate): Candidate {
  const { dimensions, acquisition } = options
  const isFree = dimensions.map(({ levels }, i) => levels === undefined && from.point[i] !== absent)
  if (!isFree.includes(true)) return from
  const box = {
    lower: from.point.map((at, i) => (isFree[i] ? 0 : at)),
    upper: from.point.map((at, i) => (isFree[i] ? 1 : at)),
  }
  const { point, value } = minimise(
    at => {
      const gradient = new Float64Array(at.length)
      const worth = acquisition.withSlopes(at, gradient)
      return { value: -worth, gradient: gradient.map((slope, i) => (isFree[i] ? -slope : 0)) }
    },
    from.point,
    { box, ...enough },
  )
  return -value > from.worth && isAccepted(options, point) ? { point, worth: -value } : from
}

/** The best change of one coordinate that has levels. */
function step(options: SearchOptions, from: Candidate): Candidate {
  const { dimensions, acquisition, random } = options
  let best = from
  for (const [i, { levels = [] }] of dimensions.entries()) {
    if (from.point[i] === absent) continue
    for (const level of levels) {
      if (level === from.point[i]) continue
      const changed = Float64Array.from(from.point)
      changed[i] = level
      const point = settled(dimensions, changed, random.next)
      const worth = acquisition.at(point)
      if (worth > best.worth + 1e-9 && isAccepted(options, point)) best = { point, worth }
    }
  }
  return best
}
