import type { Json } from '../base/hash.ts'
import { isActive, isSame } from '../space/condition.ts'
import { levelAt, levelCount } from '../space/levels.ts'
import type { Config, Parameter, Space } from '../space/parameter.ts'
import { unitOf, valueAtUnit } from '../space/unit.ts'

/** One parameter as a coordinate of a model. */
export interface Dimension {
  readonly name: string
  readonly parameter: Parameter
  /** Others are only searched beside some of its values. */
  readonly isParent: boolean
  /** Without an order: two values are the same or they are not. */
  readonly isCategory: boolean
  /** The coordinates that it can have: undefined where they are many, and lie on a line. */
  readonly levels: readonly number[] | undefined
}

/** A config as coordinates: numbers in [0, 1], categories by their index, `absent` where a parameter is not searched. */
export type Point = Float64Array

export const absent = -1

/** More levels than this are climbed along as if they were a continuum. */
const fewLevels = 12

export function dimensionsOf(space: Space): readonly Dimension[] {
  const parents = new Set([...space.values()].flatMap(({ when = {} }) => Object.keys(when)))
  return [...space].map(([name, parameter]) => {
    const isCategory = parameter.kind === 'choice' && !isOrdered(parameter.values)
    const count = levelCount(parameter)
    const coordinate = (i: number) => (isCategory ? i : (unitOf(parameter, levelAt(parameter, i)) ?? absent))
    const levels =
      isCategory || count <= fewLevels ? Array.from({ length: count }, (_, i) => coordinate(i)) : undefined
    return { name, parameter, isParent: parents.has(name), isCategory, levels }
  })
}

/** Of a list of at least three numbers that rise or fall, as [16, 32, 64], neighbours are near each other. */
function isOrdered(values: readonly Json[]): boolean {
  const steps = values.slice(1).map((value, i) => {
    const before = values[i]
    return typeof value === 'number' && typeof before === 'number' ? Math.sign(value - before) : 0
  })
  return values.length > 2 && steps[0] !== 0 && steps.every(step => step === steps[0])
}

export function pointOf(dimensions: readonly Dimension[], config: Config): Point {
  return Float64Array.from(dimensions, ({ name, parameter, isCategory }) => {
    const value = config[name]
    if (value === undefined) return absent
    if (!isCategory || parameter.kind !== 'choice') return unitOf(parameter, value) ?? absent
    return parameter.values.findIndex(choice => isSame(choice, value))
  })
}

/**
 * The point with its conditions respected, and each coordinate of few levels on one: what is not searched beside its
 * parents is absent, what they ask for and is not there is put at `missing()` in [0, 1).
 */
export function settled(dimensions: readonly Dimension[], point: Point, missing: () => number): Point {
  const parents: Record<string, Json> = {}
  return point.map((at, i) => {
    const dimension = dimensions[i]
    if (dimension === undefined) return at
    const { name, parameter, levels, isParent } = dimension
    if (parameter.when !== undefined && !isActive(parameter, parents)) return absent
    const u = at === absent ? missing() : at
    const to = at === absent && levels !== undefined ? (levels[Math.floor(u * levels.length)] ?? u) : u
    if (isParent) parents[name] = valueAt(dimension, to)
    return to
  })
}

/** Each number on one that its parameter can have. */
export function onLevels(dimensions: readonly Dimension[], point: Point): Point {
  return point.map((at, i) => {
    const { parameter, isCategory } = dimensions[i] ?? {}
    if (at === absent || isCategory !== false || parameter === undefined) return at
    return levelCount(parameter) === Infinity ? at : (unitOf(parameter, valueAtUnit(parameter, at)) ?? at)
  })
}

/** The config at a settled point. */
export function configAt(dimensions: readonly Dimension[], point: Point): Config {
  const config: Record<string, Json> = {}
  for (const [i, dimension] of dimensions.entries()) {
    const at = point[i] ?? absent
    if (at !== absent) config[dimension.name] = valueAt(dimension, at)
  }
  return config
}

const valueAt = ({ parameter, isCategory }: Dimension, at: number): Json =>
  isCategory ? levelAt(parameter, at) : valueAtUnit(parameter, at)
