import { isRecord } from '../base/is-record.ts'

/** Keys and list positions from the top of the file. */
export type Path = readonly (string | number)[]

/** One thing wrong in a search-space file. */
export interface Finding {
  readonly path: Path
  /** Whether the key itself is wrong or its value. */
  readonly at: 'key' | 'value'
  /** The rule and the value got: "must be at least 1 (got 0)". */
  readonly message: string
}

/** What a schema has against a key or a value; `wordsOf` says it. */
export type Problem =
  | { readonly kind: 'unknownKey'; readonly known: readonly string[]; readonly meant: readonly string[] }
  /** The key is known elsewhere: "under recipe"; `names`: what it is called there, where that is something else. */
  | { readonly kind: 'misplacedKey'; readonly home: string; readonly names?: readonly string[] }
  | { readonly kind: 'missing'; readonly rule: string }
  /** `takesText`: a text could stand here. */
  | { readonly kind: 'wrongValue'; readonly message: string; readonly takesText?: boolean }

/** A finding that is not yet in words. */
export interface SchemaFinding extends Pick<Finding, 'path' | 'at'> {
  readonly problem: Problem
}

/** ["space", "momentum", "values", 0] → "space.momentum.values[0]". */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? step : `${text}.${step}`
  }, '')
}

/** The value at a path of plain data, undefined where there is none. */
export function valueAtPath(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, step) => {
    if (Array.isArray(inner)) return typeof step === 'number' ? inner[step] : undefined
    return isRecord(inner) && Object.hasOwn(inner, step) ? inner[step] : undefined
  }, value)
}

export const startsWith = (path: Path, prefix: Path) => prefix.every((step, i) => path[i] === step)

/** A copy with one value replaced; mappings on the way are made where there are none. */
export function withValue(all: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (Array.isArray(all) && typeof step === 'number')
    return Object.assign([...all], { [step]: withValue(all[step], rest, value) })
  const mapping = isRecord(all) ? all : {}
  return { ...mapping, [step]: withValue(mapping[step], rest, value) }
}
