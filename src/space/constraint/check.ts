import type { Json } from '../../base/hash.ts'
import { didYouMean } from '../../base/suggest.ts'
import { ConstraintError } from './error.ts'
import type { Expression, Operator } from './expression.ts'

type Kind = 'number' | 'text' | 'truth'

/** The values that a name can have: those listed, or any number. */
export type Possible = 'number' | readonly Json[]

/** Names with what they can be. */
export type Names = ReadonlyMap<string, Possible>

const words = { number: 'a number', text: 'a text', truth: 'true or false' } as const

/** Throws ConstraintError where a name is unknown, kinds do not go together or the whole is neither true nor false. */
export function checkExpression(expression: Expression, names: Names): void {
  const kind = kindOf(expression, names)
  if (kind !== 'truth')
    throw new ConstraintError(`is ${words[kind]}, not a condition: compare it, as in … <= 128`)
}

function kindOf(expression: Expression, names: Names): Kind {
  switch (expression.kind) {
    case 'literal':
      return kindOfValue(expression.value) ?? 'number'
    case 'name':
      return kindOfName(expression.name, names)
    case 'not':
      return expect(expression.of, 'truth', 'not', names)
    case 'minus':
      return expect(expression.of, 'number', '-', names)
    case 'call':
      for (const given of expression.given) expect(given, 'number', expression.function, names)
      return 'number'
    case 'binary':
      return kindOfBinary(expression, names)
  }
}

type Binary = Extract<Expression, { kind: 'binary' }>

function kindOfBinary({ operator, left, right }: Binary, names: Names): Kind {
  if (operator === '==' || operator === '!=') return checkSame(operator, left, right, names)
  const wanted = operator === 'and' || operator === 'or' ? 'truth' : 'number'
  expect(left, wanted, operator, names)
  expect(right, wanted, operator, names)
  return ['+', '-', '*', '/', '%', '^'].includes(operator) ? 'number' : 'truth'
}

function checkSame(operator: Operator, left: Expression, right: Expression, names: Names): Kind {
  const unquoted = [left, right].find(side => side.kind === 'name' && isChoiceWord(side.name, names))
  if (unquoted?.kind === 'name')
    throw new ConstraintError(`${unquoted.name} is not a name here: as a text it needs quotes, '${unquoted.name}'`)
  const [a, b] = [kindOf(left, names), kindOf(right, names)]
  if (a !== b) throw new ConstraintError(`"${operator}" compares ${words[a]} with ${words[b]}`)
  checkPossible(left, right, names)
  checkPossible(right, left, names)
  return 'truth'
}

/** A text that the name beside it never is would be a misspelling. */
function checkPossible(side: Expression, other: Expression, names: Names): void {
  if (side.kind !== 'name' || other.kind !== 'literal' || typeof other.value !== 'string') return
  const possible = names.get(side.name)
  if (possible === undefined || possible === 'number' || possible.includes(other.value)) return
  const texts = possible.map(String)
  const hint = didYouMean(other.value, texts) || `it is ${texts.join(' or ')}`
  throw new ConstraintError(`${side.name} is never '${other.value}'; ${hint}`)
}

const isChoiceWord = (word: string, names: Names) =>
  !names.has(word) && [...names.values()].some(values => values !== 'number' && values.includes(word))

function kindOfName(name: string, names: Names): Kind {
  const possible = names.get(name)
  if (possible === undefined) {
    const hint = didYouMean(name, [...names.keys()])
    throw new ConstraintError(`there is no value ${name}${hint === '' ? '' : `; ${hint}`}`)
  }
  if (possible === 'number') return 'number'
  const kinds = new Set(possible.map(kindOfValue))
  const [kind, another] = kinds
  if (kind === undefined) throw new ConstraintError(`${name} is more than a number or a text: it cannot be used here`)
  if (kinds.has(undefined) || another !== undefined)
    throw new ConstraintError(`${name} has values of several kinds: it cannot be used here`)
  return kind
}

function kindOfValue(value: Json): Kind | undefined {
  if (typeof value === 'number') return 'number'
  if (typeof value === 'string') return 'text'
  return typeof value === 'boolean' ? 'truth' : undefined
}

function expect(expression: Expression, wanted: Kind, operator: string, names: Names): Kind {
  const kind = kindOf(expression, names)
  if (kind === wanted) return kind
  const got = expression.kind === 'name' ? `${expression.name}, which is ${words[kind]}` : words[kind]
  throw new ConstraintError(`"${operator}" needs ${words[wanted]} (got ${got})`)
}
