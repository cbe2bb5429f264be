import type { Json } from '../base/hash.ts'
import type { Parameter } from './parameter.ts'

export type Range = Exclude<Parameter, { kind: 'choice' }>

/** How many values a parameter can take: Infinity for a float range without a step. */
export function levelCount(parameter: Parameter): number {
  if (parameter.kind === 'choice') return parameter.values.length
  const step = stepOf(parameter)
  if (parameter.min === parameter.max) return 1
  return step === undefined ? Infinity : Math.floor((parameter.max - parameter.min) / step + 1e-9) + 1
}

/** The value number `index` of a parameter with finitely many. */
export function levelAt(parameter: Parameter, index: number): Json {
  if (parameter.kind !== 'choice') return tidy(parameter.min + index * (stepOf(parameter) ?? 0), 12)
  const value = parameter.values[index]
  if (value === undefined) throw new RangeError(`no value ${index} among ${parameter.values.length}`)
  return value
}

/** The value at `u` in [0, 1] along a range, evenly on its scale. */
export function valueAt(range: Range, u: number): number {
  const { kind, min, max, scale } = range
  const value = scale === 'log' ? Math.exp(Math.log(min) + u * Math.log(max / min)) : min + u * (max - min)
  const near = kind === 'int' ? Math.round(value) : tidy(value, 6)
  return Math.min(max, Math.max(min, near))
}

const stepOf = ({ kind, step }: Range) => step ?? (kind === 'int' ? 1 : undefined)

/** Without the digits that say nothing: 0.1 + 0.2 → 0.3. */
const tidy = (value: number, digits: number) => Number(value.toPrecision(digits))
