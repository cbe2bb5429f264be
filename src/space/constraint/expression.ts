/** A parsed expression: what it is made of, outermost first. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: number | string | boolean }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'not' | 'minus'; readonly of: Expression }
  | {
      readonly kind: 'binary'
      readonly operator: Operator
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'call'; readonly function: FunctionName; readonly given: readonly Expression[] }

export type Operator = (typeof levels)[number][number]

/** Operators that bind alike stand together, the loosest first. */
export const levels = [
  ['or'],
  ['and'],
  ['<', '<=', '>', '>=', '==', '!='],
  ['+', '-'],
  ['*', '/', '%'],
  ['^'],
] as const

/** With how many arguments each can be called at most; at least one. */
export const functions = {
  min: Infinity,
  max: Infinity,
  abs: 1,
  log10: 1,
  log2: 1,
} as const

export type FunctionName = keyof typeof functions
export const isFunction = (name: string): name is FunctionName => Object.hasOwn(functions, name)

/** The names that an expression asks for, each once. */
export function namesIn(expression: Expression): string[] {
  return [...new Set(allNames(expression))]
}

function allNames(expression: Expression): string[] {
  switch (expression.kind) {
    case 'literal':
      return []
    case 'name':
      return [expression.name]
    case 'not':
    case 'minus':
      return allNames(expression.of)
    case 'binary':
      return [...allNames(expression.left), ...allNames(expression.right)]
    case 'call':
      return expression.given.flatMap(allNames)
  }
}
