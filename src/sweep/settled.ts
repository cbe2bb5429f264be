import { canonical, type Json } from '../base/hash.ts'
import { isRecord } from '../base/is-record.ts'
import { meets } from '../space/condition.ts'
import { canMeet, describeCondition, describeValue } from '../space/contains.ts'
import type { Condition, Parameter, Space, Wanted } from '../space/parameter.ts'
import { recipeNames, recipeSchema, recipeShape } from '../trial/recipe.ts'
import { valueAtPath } from './finding.ts'

/** What is searched, and what is not although the file names it. */
export interface Settled {
  readonly space: Space
  /** For people, a sentence each. */
  readonly notes: readonly string[]
}

/**
 * Conditions over values that are fixed hold or do not, once and for all: they are left out, or the parameter is. So is one
 * whose condition asks for values that the others never have, as happens when a range is narrowed. One that a constraint
 * names stays, as a constraint over what is never active holds.
 */
export function settledSpace(parameters: Space, written: unknown): Settled {
  const space = new Map<string, Parameter>()
  const notes: string[] = []
  for (const [name, { when = {}, ...parameter }] of parameters) {
    const open = Object.entries(when).filter(([other, wanted]) =>
      parameters.has(other) ? true : !holdsFixed(other, wanted, written),
    )
    const condition: Condition = Object.fromEntries(open)
    const isPossible = open.every(([other, wanted]) => {
      const parent = space.get(other)
      return parent !== undefined && canMeet(parent, wanted)
    })
    if (isPossible || isNamed(name, written))
      space.set(name, open.length === 0 ? parameter : { ...parameter, when: condition })
    if (!isPossible)
      notes.push(
        `space.${name} is not searched: it needs that ${describeCondition(condition)}, which never is so here`,
      )
  }
  return { space, notes: [...notes, ...equalValues(written)] }
}

/** Whether the value under `recipe`, or the default, is one that a condition wants. */
function holdsFixed(name: string, wanted: Wanted, written: unknown): boolean {
  const fixed = fixedValue(name, written)
  if (fixed === undefined) return false
  return 'is' in wanted
    ? meets(fixed, wanted)
    : wanted.some(value => canonical(parsed(name, value) ?? value) === canonical(fixed))
}

function fixedValue(name: string, written: unknown): Json | undefined {
  const value = valueAtPath(written, ['recipe', name])
  const defaults: Readonly<Record<string, unknown>> = recipeSchema.parse({})
  return value === undefined ? (defaults[name] as Json | undefined) : parsed(name, value)
}

/** As training reads it; undefined for a wrong value, which is told elsewhere. */
function parsed(name: string, value: unknown): Json | undefined {
  const known = recipeNames.find(recipe => recipe === name)
  const read = known === undefined ? undefined : recipeShape[known].safeParse(value)
  return read?.success ? (read.data as Json) : undefined
}

function isNamed(name: string, written: unknown): boolean {
  const constraints = valueAtPath(written, ['constraints'])
  const word = new RegExp(`\\b${name}\\b`)
  return Array.isArray(constraints) && constraints.some(text => typeof text === 'string' && word.test(text))
}

/** What lists have more than once. */
function equalValues(written: unknown): string[] {
  const space = valueAtPath(written, ['space'])
  return Object.entries(isRecord(space) ? space : {}).flatMap(([name, parameter]) => {
    const values: unknown = isRecord(parameter) ? parameter.values : parameter
    if (!Array.isArray(values)) return []
    const counts = new Map<string, { value: Json; count: number }>()
    for (const value of values as Json[]) {
      const { count = 0 } = counts.get(canonical(value)) ?? {}
      counts.set(canonical(value), { value, count: count + 1 })
    }
    return [...counts.values()]
      .filter(({ count }) => count > 1)
      .map(
        ({ value, count }) =>
          `space.${name} has ${describeValue(value)} ${count === 2 ? 'twice' : `${count} times`}: it counts once`,
      )
  })
}
