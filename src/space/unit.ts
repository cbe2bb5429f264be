import type { Json } from '../base/hash.ts'
import { isSame } from './condition.ts'
import { levelAt, levelCount, type Range, valueAt } from './levels.ts'
import type { Parameter } from './parameter.ts'

/**
 * The value at `u` in [0, 1): every value of a finite parameter owns an equal share, on a log scale each integer the
 * stretch from half below to half above it.
 */
export function valueAtUnit(parameter: Parameter, u: number): Json {
  if (isLogInteger(parameter)) {
    const { min, max } = parameter
    const [low, high] = logEnds(parameter)
    return Math.min(max, Math.max(min, Math.round(Math.exp(low + u * (high - low)))))
  }
  const count = levelCount(parameter)
  if (count !== Infinity) return levelAt(parameter, Math.min(count - 1, Math.floor(u * count)))
  if (parameter.kind === 'choice') throw new RangeError('a choice has finitely many values')
  return valueAt(parameter, u)
}

/** Where a value lies in [0, 1]: the middle of its share. Undefined for one that the parameter cannot take. */
export function unitOf(parameter: Parameter, value: Json): number | undefined {
  if (parameter.kind === 'choice') {
    const index = parameter.values.findIndex(choice => isSame(choice, value))
    return index === -1 ? undefined : (index + 0.5) / parameter.values.length
  }
  if (typeof value !== 'number') return undefined
  if (isLogInteger(parameter)) {
    const [low, high] = logEnds(parameter)
    return (Math.log(value) - low) / (high - low)
  }
  const { min, max, scale } = parameter
  if (min === max) return 0.5
  const along = scale === 'log' ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min)
  const count = levelCount(parameter)
  return count === Infinity ? along : (Math.round(along * (count - 1)) + 0.5) / count
}

/** How much of [0, 1) belongs to the value at `u`; nothing on a continuous range. */
export function shareOf(parameter: Parameter, u: number): number {
  if (!isLogInteger(parameter)) return 1 / levelCount(parameter)
  const value = Number(valueAtUnit(parameter, u))
  const [low, high] = logEnds(parameter)
  return Math.log((value + 0.5) / (value - 0.5)) / (high - low)
}

type LogInteger = Range & { readonly kind: 'int'; readonly scale: 'log' }

const isLogInteger = (parameter: Parameter): parameter is LogInteger =>
  parameter.kind === 'int' && parameter.scale === 'log'

const logEnds = ({ min, max }: Range): readonly [number, number] => [Math.log(min - 0.5), Math.log(max + 0.5)]
