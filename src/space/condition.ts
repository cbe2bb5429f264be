import { canonical, type Json } from '../base/hash.ts'
import type { Config, Parameter } from './parameter.ts'

/** Whether a parameter is searched beside these values: every parameter it depends on has a listed value. */
export function isActive({ when = {} }: Parameter, config: Config): boolean {
  return Object.entries(when).every(([name, values]) => {
    const value = config[name]
    return value !== undefined && values.some(wanted => isSame(wanted, value))
  })
}

export const isSame = (a: Json, b: Json): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && canonical(a) === canonical(b))
