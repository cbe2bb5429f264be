/** What is wrong with an expression, in words for the person who wrote it. */
export class ConstraintError extends Error {
  override readonly name = 'ConstraintError'
}
