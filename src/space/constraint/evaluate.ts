import type { Json } from '../../base/hash.ts'
import type { Expression, FunctionName, Operator } from './expression.ts'

type Value = number | string | boolean

/** The value of a checked expression, given those of the names in it. */
export function evaluate(expression: Expression, valueOf: (name: string) => Json | undefined): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'name':
      return scalar(valueOf(expression.name))
    case 'not':
      return evaluate(expression.of, valueOf) !== true
    case 'minus':
      return -Number(evaluate(expression.of, valueOf))
    case 'call':
      return implementations[expression.function](
        ...expression.given.map(given => Number(evaluate(given, valueOf))),
      )
    case 'binary': {
      const left = evaluate(expression.left, valueOf)
      if (expression.operator === 'and' && left !== true) return false
      if (expression.operator === 'or' && left === true) return true
      return combine(expression.operator, left, evaluate(expression.right, valueOf))
    }
  }
}

const scalar = (value: Json | undefined): Value =>
  typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' ? value : Number.NaN

const implementations: Readonly<Record<FunctionName, (...values: readonly number[]) => number>> = {
  min: Math.min,
  max: Math.max,
  abs: (value = 0) => Math.abs(value),
  log10: (value = 0) => Math.log10(value),
  log2: (value = 0) => Math.log2(value),
}

function combine(operator: Operator, left: Value, right: Value): Value {
  const [a, b] = [Number(left), Number(right)]
  switch (operator) {
    case 'and':
    case 'or':
      return right === true
    case '==':
      return left === right
    case '!=':
      return left !== right
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    case '>=':
      return a >= b
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return a % b
    case '^':
      return a ** b
  }
}
