import { canonical, type Json } from '../base/hash.ts'
import type { Comparison, Config, Parameter, Wanted } from './parameter.ts'

/** Whether a parameter is searched beside these values: every parameter it depends on has a value that is wanted. */
export function isActive({ when = {} }: Parameter, config: Config): boolean {
  return Object.entries(when).every(([name, wanted]) => {
    const value = config[name]
    return value !== undefined && meets(value, wanted)
  })
}

/** Whether a value is one that a condition wants. */
export function meets(value: Json, wanted: Wanted): boolean {
  if (!('is' in wanted)) return wanted.some(one => isSame(one, value))
  return typeof value === 'number' && comparisons[wanted.is](value, wanted.than)
}

const comparisons: Readonly<Record<Comparison, (value: number, bound: number) => boolean>> = {
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
}

export const isSame = (a: Json, b: Json): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && canonical(a) === canonical(b))
