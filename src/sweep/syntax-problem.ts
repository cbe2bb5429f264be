/** A place where a text is not YAML, as an offset into it, and why. */
export interface SyntaxProblem {
  readonly offset: number
  readonly message: string
}
