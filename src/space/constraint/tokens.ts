import { ConstraintError } from './error.ts'

/** `word`: a name, or one of and, or, not, true, false. */
export interface Token {
  readonly kind: 'number' | 'text' | 'word' | 'sign' | 'end'
  /** As written; of a text without its quotes. */
  readonly text: string
}

const patterns = [
  ['space', /\s+/y],
  ['number', /(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/iy],
  ['text', /'[^']*'|"[^"]*"/y],
  ['word', /[a-z_]\w*/iy],
  ['sign', /<=|>=|==|!=|&&|\|\||\*\*|[<>!+\-*/%^(),]/y],
] as const

/** More than anyone writes: a chain of operators is evaluated as deep as it is long. */
const most = 1000

/** An expression cut into its smallest parts, with an `end` behind the last. */
export function tokensOf(expression: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < expression.length) {
    const [kind, text] = nextOf(expression, at)
    at += text.length
    if (tokens.length >= most) throw new ConstraintError(`has more than ${most} words and signs`)
    if (kind === 'text') tokens.push({ kind, text: text.slice(1, -1) })
    else if (kind !== 'space') tokens.push({ kind, text })
  }
  return [...tokens, { kind: 'end', text: '' }]
}

function nextOf(expression: string, at: number) {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at
    const text = pattern.exec(expression)?.[0]
    if (text !== undefined) return [kind, text] as const
  }
  const rest = expression.slice(at)
  if (/^['"]/.test(rest)) throw new ConstraintError(`a quote is not closed: ${rest}`)
  if (rest.startsWith('='))
    throw new ConstraintError('"=" is not a comparison: write == for "is the same as"')
  throw new ConstraintError(`"${rest.charAt(0)}" means nothing here: ${rest}`)
}
