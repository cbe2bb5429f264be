import { didYouMean } from '../../base/suggest.ts'
import { ConstraintError } from './error.ts'
import { type Expression, functions, isFunction, levels, type Operator } from './expression.ts'
import { type Token, tokensOf } from './tokens.ts'

/** What other languages write for the same. */
const aliases: Readonly<Record<string, string>> = { '&&': 'and', '||': 'or', '!': 'not', '**': '^' }
const end: Token = { kind: 'end', text: '' }
/** Deeper nesting than anyone writes would only exhaust the stack. */
const deepest = 100

/** Recursive descent over the operators' levels; throws ConstraintError. */
export function parseExpression(text: string): Expression {
  const tokens = tokensOf(text)
  let at = 0
  let depth = 0
  const peek = () => tokens[at] ?? end
  const isNext = (...texts: readonly string[]) => {
    const { kind, text: next } = peek()
    return (kind === 'sign' || kind === 'word') && texts.includes(aliases[next] ?? next)
  }
  const take = () => {
    const token = peek()
    at++
    return token
  }

  function level(index: number): Expression {
    const operators: readonly string[] | undefined = levels[index]
    if (operators === undefined) return atom()
    if (operators.includes('^')) return power(index)
    if (operators.includes('<') && isNext('not')) {
      take()
      return { kind: 'not', of: nested(() => level(index)) }
    }
    let left = level(index + 1)
    for (let chained = false; isNext(...operators); chained = true) {
      const { text: sign } = take()
      if (chained && operators.includes('<'))
        throw new ConstraintError(`"${sign}" follows another comparison: join two with "and"`)
      const operator = (aliases[sign] ?? sign) as Operator
      left = { kind: 'binary', operator, left, right: level(index + 1) }
    }
    return left
  }

  /** Binds to the right, and tighter than a minus before it. */
  function power(index: number): Expression {
    if (isNext('-')) {
      take()
      return { kind: 'minus', of: nested(() => power(index)) }
    }
    const left = level(index + 1)
    if (!isNext('^')) return left
    take()
    return { kind: 'binary', operator: '^', left, right: nested(() => power(index)) }
  }

  function atom(): Expression {
    const token = take()
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) }
    if (token.kind === 'text') return { kind: 'literal', value: token.text }
    if (token.kind === 'sign' && token.text === '(') return closed(nested(() => level(0)))
    const isReserved = ['and', 'or', 'not'].includes(token.text)
    if (token.kind !== 'word' || isReserved) throw new ConstraintError(missingAt(token))
    if (token.text === 'true' || token.text === 'false')
      return { kind: 'literal', value: token.text === 'true' }
    return isNext('(') ? call(token.text) : { kind: 'name', name: token.text }
  }

  function call(name: string): Expression {
    if (!isFunction(name)) {
      const known = Object.keys(functions)
      const hint = didYouMean(name, known) || `there are ${known.join(', ')}`
      throw new ConstraintError(`${name} is not a function; ${hint}`)
    }
    take()
    const given = [nested(() => level(0))]
    while (isNext(',')) {
      take()
      given.push(nested(() => level(0)))
    }
    if (given.length > functions[name])
      throw new ConstraintError(`${name} takes one value (got ${given.length})`)
    return closed({ kind: 'call', function: name, given })
  }

  function closed(inner: Expression): Expression {
    if (!isNext(')')) throw new ConstraintError(`a ")" is missing ${placeOf(peek())}`)
    take()
    return inner
  }

  function nested(inner: () => Expression): Expression {
    if (++depth > deepest) throw new ConstraintError('is nested too deeply')
    const expression = inner()
    depth--
    return expression
  }

  const whole = level(0)
  if (peek().kind !== 'end') throw new ConstraintError(`an operator is missing ${placeOf(peek())}`)
  return whole
}

const missingAt = (token: Token) => `a value is missing ${placeOf(token)}`
const placeOf = ({ kind, text }: Token) => (kind === 'end' ? 'at the end' : `before "${text}"`)
