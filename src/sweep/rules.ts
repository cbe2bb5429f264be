import type { z } from 'zod'
import { listed } from '../base/listed.ts'
import type { Problem } from './finding.ts'
import { valueHint } from './synonyms.ts'

type Issue = z.core.$ZodIssue

/** An issue that says what kind of value, or which ones, there could be. */
export type KindIssue = Extract<Issue, { code: 'invalid_type' | 'invalid_value' }>

/** The rule that a value breaks: "must be at least 1". `form`: see `expectedOf`. */
export function ruleOf(issue: Issue, form?: string): string {
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_value':
      return `must be ${expectedOf(issue, form)}`
    case 'too_small':
      return boundOf(
        issue.origin,
        Number(issue.minimum),
        issue.inclusive === true ? 'at least' : 'greater than',
      )
    case 'too_big':
      return boundOf(issue.origin, Number(issue.maximum), issue.inclusive === true ? 'at most' : 'less than')
    default:
      return issue.message
  }
}

/**
 * "a whole number", "adam, sgd or rmsprop". `form` is the key by whose value a mapping has one form or another:
 * `sampler: random` → "a mapping with a type: { type: random }".
 */
export function expectedOf(issue: KindIssue, form?: string): string {
  if (issue.code === 'invalid_value') return oneOf(issue.values)
  if (form === undefined) return kinds[issue.expected] ?? issue.expected
  const example = typeof issue.input === 'string' ? `: { ${form}: ${issue.input} }` : ''
  return `a mapping with a ${form}${example}`
}

/** A problem as a person reads it. */
export function wordsOf(problem: Problem): string {
  switch (problem.kind) {
    case 'unknownKey':
      return unknownKey(problem)
    case 'misplacedKey':
      return problem.names === undefined
        ? `belongs ${problem.home}`
        : `is called ${oneOf(problem.names)} here and belongs ${problem.home}`
    case 'missing':
      return `is missing: ${problem.rule}`
    case 'wrongValue':
      return problem.message
  }
}

/** "adam, sgd or rmsprop"; a single one as it is. */
export function oneOf(values: readonly unknown[]): string {
  return listed(
    values.map(value => String(value)),
    'or',
  )
}

/** " (got 0)", with a hint at the value that was probably meant. */
export function got(value: unknown, alternatives: readonly unknown[] = []): string {
  const hint = typeof value === 'string' ? valueHint(value, alternatives.map(String)) : ''
  return ` (got ${show(value)})${hint === '' ? '' : `; ${hint}`}`
}

function unknownKey({ known, meant }: Extract<Problem, { kind: 'unknownKey' }>): string {
  if (meant.length > 0) return `unknown key; did you mean ${oneOf(meant)}?`
  return known.length === 0
    ? 'unknown key'
    : `unknown key; the keys here are ${known.filter(name => !name.startsWith('$')).join(', ')}`
}

const kinds: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
  array: 'a list',
  tuple: 'a pair such as [0, 4095]',
  null: 'null',
}

function boundOf(origin: string, bound: number, words: string): string {
  if (origin === 'string') return 'must not be empty'
  if (origin === 'array') return `must have ${words} ${bound} ${bound === 1 ? 'entry' : 'entries'}`
  return `must be ${words} ${bound}`
}

function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  // What JSON does not know: a merge key where a value should be.
  const text = JSON.stringify(value) ?? (typeof value === 'symbol' ? value.description : String(value)) ?? ''
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
