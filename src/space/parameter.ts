import type { Json } from '../base/hash.ts'

/** What another parameter's value must be: one of these, or a number on this side of a bound. */
export type Wanted = readonly Json[] | { readonly is: Comparison; readonly than: number }
export type Comparison = '>' | '>=' | '<' | '<='

/** A parameter is searched only while every named other parameter has a value that is wanted. */
export type Condition = Readonly<Record<string, Wanted>>

/** One searched recipe value: a list of choices, or a numeric range. */
export type Parameter =
  | { readonly kind: 'choice'; readonly values: readonly Json[]; readonly when?: Condition }
  | {
      readonly kind: 'float' | 'int'
      readonly min: number
      readonly max: number
      readonly scale: 'linear' | 'log'
      readonly step?: number
      readonly when?: Condition
    }

/** What varies: parameters by recipe name, ordered so that a condition only refers to earlier ones. */
export type Space = ReadonlyMap<string, Parameter>

/** One point of the space: a flat record of names to values. Inactive parameters are absent. */
export type Config = Readonly<Record<string, Json>>
