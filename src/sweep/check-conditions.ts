import { z } from 'zod'
import { didYouMean } from '../base/suggest.ts'
import { describeValue } from '../space/contains.ts'
import type { Parameter, Space, Wanted } from '../space/parameter.ts'
import { isContinuous } from '../space/size.ts'
import { CircularConditions, orderByCondition } from '../space/space.ts'
import { recipeNames, recipeShape } from '../trial/recipe.ts'
import { findingsOf } from './explain.ts'
import type { Finding, Path } from './finding.ts'
import { wordsOf } from './rules.ts'
import { settledSpace } from './settled.ts'

type Parameters = Readonly<Record<string, Parameter>>

/** What is wrong with the conditions; the space where they make sense. `names`: all that is under `space`. */
export function checkConditions(
  parameters: Parameters,
  names: readonly string[],
  written: unknown,
): { space?: Space; findings: Finding[] } {
  const findings = Object.entries(parameters).flatMap(([name, parameter]) =>
    checkCondition(name, parameter, parameters, names),
  )
  try {
    return { space: settledSpace(orderByCondition(parameters), written).space, findings }
  } catch (error) {
    if (!(error instanceof CircularConditions)) throw error
    const [first = ''] = error.names
    const message = `the conditions go in a circle: ${error.names.join(' → ')}`
    // A parameter that depends on itself is reported as such.
    const circle: Finding[] =
      error.names.length > 2 ? [{ path: ['space', first, 'when'], at: 'key', message }] : []
    return { findings: [...findings, ...circle] }
  }
}

function checkCondition(
  name: string,
  { when = {} }: Parameter,
  parameters: Parameters,
  names: readonly string[],
): Finding[] {
  return Object.entries(when).flatMap(([other, wanted]): Finding[] => {
    const path: Path = ['space', name, 'when', other]
    const wrong = (message: string): Finding[] => [{ path, at: 'key', message }]
    if (other === name) return wrong('a parameter cannot depend on itself')
    const parent = Object.hasOwn(parameters, other) ? parameters[other] : undefined
    if (parent === undefined) {
      // A parent with a mistake of its own is reported there.
      if (names.includes(other)) return []
      if (!recipeNames.some(recipe => recipe === other)) {
        const hint = didYouMean(other, [...names, ...recipeNames])
        return wrong(`is not under space${hint === '' ? '' : `; ${hint}`}`)
      }
    }
    return checkWanted(other, parent, wanted).map(message => ({ path, at: 'value', message }))
  })
}

/** A value that the parent could have in another file is no mistake. */
function checkWanted(other: string, parent: Parameter | undefined, wanted: Wanted): string[] {
  if ('is' in wanted)
    return fieldOf(other) instanceof z.ZodNumber
      ? []
      : [`${other} is no number: name its values, as in [${other === 'optimizer' ? 'sgd, rmsprop' : '…'}]`]
  if (parent !== undefined && isContinuous(parent))
    return [
      `${other} varies continuously, so it never has exactly this value: compare, as in ">0", or give it values or a step`,
    ]
  return wanted.flatMap(value =>
    fieldFindings(other, value).map(
      ({ problem }) => `${other} is never ${describeValue(value)}: it ${wordsOf(problem)}`,
    ),
  )
}

function fieldFindings(name: string, value: unknown) {
  const field = fieldOf(name)
  return field === undefined ? [] : findingsOf(field, value)
}

function fieldOf(name: string): z.ZodType | undefined {
  const known = recipeNames.find(recipe => recipe === name)
  const field = known === undefined ? undefined : recipeShape[known].unwrap()
  return field instanceof z.ZodType ? field : undefined
}
