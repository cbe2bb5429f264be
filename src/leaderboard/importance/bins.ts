import { canonical, type Json } from '../../base/hash.ts'
import type { Config } from '../../space/parameter.ts'

/** The values of one parameter in classes; a bin for each trial, −1 where it has no such parameter. */
export interface Bins {
  readonly of: Int32Array
  readonly count: number
  /** What is in each bin: a value, or the lowest and the highest of the numbers. */
  readonly ranges: readonly (readonly [low: Json, high: Json])[]
}

/** Numbers by their ranks into bins of about equal size, so that scales do not matter; anything else by value. */
export function binsOf(name: string, configs: readonly Config[], most: number): Bins {
  const values = configs.map(config => (Object.hasOwn(config, name) ? config[name] : undefined))
  const known = values.filter(value => value !== undefined)
  const isNumeric = known.every(value => typeof value === 'number')
  const different = new Set(known.map(value => canonical(value)))
  return isNumeric && different.size > most ? byRank(values, most) : byValue(values)
}

function byRank(values: readonly (Json | undefined)[], most: number): Bins {
  const numbers = values.filter(value => typeof value === 'number')
  const sorted = numbers.toSorted((a, b) => a - b)
  /** The lowest of each bin; equal numbers stay together. */
  const starts = [
    ...new Set(Array.from({ length: most }, (_, bin) => sorted[Math.floor((bin * sorted.length) / most)])),
  ]
  const binOf = (value: number) => starts.findLastIndex(start => start !== undefined && value >= start)
  const of = Int32Array.from(values, value => (typeof value === 'number' ? binOf(value) : -1))
  const ranges = starts.map((_, bin) => {
    const own = numbers.filter(value => binOf(value) === bin)
    return [Math.min(...own), Math.max(...own)] as const
  })
  return { of, count: starts.length, ranges }
}

function byValue(values: readonly (Json | undefined)[]): Bins {
  const keys = new Map<string, number>()
  const ranges: (readonly [Json, Json])[] = []
  const of = Int32Array.from(values, value => {
    if (value === undefined) return -1
    const key = canonical(value)
    const known = keys.get(key)
    if (known !== undefined) return known
    keys.set(key, ranges.length)
    ranges.push([value, value])
    return ranges.length - 1
  })
  return { of, count: ranges.length, ranges }
}

/** Of two parameters together; −1 where one of them is missing. */
export function joint(a: Bins, b: Bins): Pick<Bins, 'of' | 'count'> {
  const of = a.of.map((bin, i) => {
    const other = b.of[i] ?? -1
    return bin < 0 || other < 0 ? -1 : bin * b.count + other
  })
  return { of, count: a.count * b.count }
}
