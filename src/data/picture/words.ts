import type { Extent, Range } from './rule.ts'
import type { Kind } from './stored.ts'

/** As it is written in a search-space file: [-1000, 400]. */
export const rangeText = ([low, high]: Range) => `[${low}, ${high}]`

export const valuesText = ({ low, high }: Extent) => `with values from ${short(low)} to ${short(high)}`

export const short = (value: number) => String(Number(value.toPrecision(5)))

export function noRuleReason(kind: Kind, extent: Extent, proposal: Range): string {
  return `is ${kind} ${valuesText(extent)}, and no rule says which are black and white; write them as data.range, such as ${rangeText(proposal)}`
}

export function misfitReason(kind: Kind, how: 'outside' | 'dim', extent: Extent, range: Range): string {
  const others = `the others of its kind are read from ${short(range[0])} to ${short(range[1])}`
  const what = how === 'dim' ? 'would be nearly black' : 'has another scale'
  return `is ${kind} ${valuesText(extent)} and ${what}, as ${others}; convert it, or write data.range`
}
