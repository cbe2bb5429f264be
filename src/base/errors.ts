import { visible } from './visible.ts'

/** What the reader of an error needs beside its first sentence. */
export interface ErrorDetails {
  /** Where it is wrong: `file:line:column`, a path, a flag. */
  readonly where?: string | undefined
  /** What to do next, as a sentence or a command. */
  readonly next?: string | undefined
  /** Further findings of the same kind, one line each. */
  readonly details?: readonly string[]
  readonly cause?: unknown
  /** Of the program; 2 where nothing else is said. */
  readonly exitCode?: 1 | 2
}

/** Wrong usage or a wrong file: the person must act. Printed without a stack trace; exit code 2, or 1 where the person did nothing wrong. */
export class UserError extends Error {
  override readonly name = 'UserError'
  readonly where: string | undefined
  readonly next: string | undefined
  readonly details: readonly string[]
  readonly exitCode: 1 | 2

  constructor(message: string, { where, next, details = [], cause, exitCode = 2 }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.where = where
    this.next = next
    this.details = details
    this.exitCode = exitCode
  }

  /** The same error with some details said better; the rest and the cause stay. */
  withDetails(better: ErrorDetails): UserError {
    const { message, where, next, details, cause, exitCode } = this
    return new UserError(message, { where, next, details, cause, exitCode, ...better })
  }
}

/** A UserError as data, for a message to another process. The cause stays where it was found. */
export interface PlainUserError
  extends Pick<UserError, 'message' | 'where' | 'next' | 'details'>,
    Partial<Pick<UserError, 'exitCode'>> {}

export const toPlain = ({ message, where, next, details, exitCode }: UserError): PlainUserError => ({
  message,
  where,
  next,
  details,
  exitCode,
})

export const fromPlain = ({ message, ...details }: PlainUserError) => new UserError(message, details)

/** The program's exit code where this ends it. */
export const exitCodeOf = (error: unknown): 1 | 2 => (error instanceof UserError ? error.exitCode : 1)

/** The error as a person reads it: where and what, further findings, what to do next. */
export function explain(error: unknown): string {
  if (!(error instanceof UserError)) return error instanceof Error ? error.message : String(error)
  const head = error.where === undefined ? error.message : `${error.where}: ${error.message}`
  const next = error.next === undefined ? [] : `→ ${error.next}`.split('\n')
  return [...[head, ...error.details.map(line => `  ${line}`)].map(visible), ...next.map(visible)].join('\n')
}

/** The first sentence of any thrown value, on one line. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n', 1)[0] ?? ''
}
