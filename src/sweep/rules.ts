import type { z } from 'zod'
import { didYouMean } from '../base/suggest.ts'

type Issue = z.core.$ZodIssue

/** The rule that a value breaks: "must be at least 1". */
export function ruleOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${issue.message.startsWith('a mapping') ? withName(issue) : (kinds[issue.expected] ?? issue.expected)}`
    case 'invalid_value':
      return `must be ${oneOf(issue.values)}`
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

/** `sampler: random` → "a mapping with a type: { type: random }". */
function withName({ message, input }: Issue): string {
  return typeof input === 'string' ? `${message}: { type: ${input} }` : message
}

/** "adam, sgd or rmsprop"; a single one as it is. */
export function oneOf(values: readonly unknown[]): string {
  const texts = values.map(value => String(value))
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`
}

/** " (got 0)", with a hint at the value that was probably meant. */
export function got(value: unknown, alternatives: readonly unknown[] = []): string {
  const hint = typeof value === 'string' ? didYouMean(value, alternatives.map(String)) : ''
  return ` (got ${show(value)})${hint === '' ? '' : `; ${hint}`}`
}

export function unknownKey(key: string, known: readonly string[]): string {
  const hint = didYouMean(key, known)
  if (hint !== '') return `unknown key; ${hint}`
  return known.length === 0
    ? 'unknown key'
    : `unknown key; the keys here are ${known.filter(name => !name.startsWith('$')).join(', ')}`
}

/** The key that the message of an unknown one suggests. */
export const meantKey = (message: string) => /^unknown key; did you mean (\w+)\?$/.exec(message)?.[1]

const kinds: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
  array: 'a list',
  null: 'null',
}

function boundOf(origin: string, bound: number, words: string): string {
  if (origin === 'string') return 'must not be empty'
  if (origin === 'array') return `must have ${words} ${bound} ${bound === 1 ? 'entry' : 'entries'}`
  return `must be ${words} ${bound}`
}

function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
