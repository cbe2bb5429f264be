import { makeSafe } from './base/safe-output.ts'

/** What every process that a person starts owes others: text that obeys nothing, and files that nobody else may write. */
export function makeProcessSafe(): void {
  makeSafe(process.stdout)
  makeSafe(process.stderr)
  // Engines, activations and journals are believed later.
  process.umask(process.umask() | 0o022)
}
