import { applyEvent } from '../run/apply.ts'
import type { RunEvent } from '../run/event.ts'
import type { RunState } from '../run/state.ts'

/** The state, kept up to date at once, and the journal, written behind it in the same order. */
export interface Ledger {
  readonly state: RunState
  record(event: RunEvent): void
  /** Resolves when all that was recorded is written; rejects with the first failure to write. */
  flush(): Promise<void>
}

/** After a failed write nothing more is written: a journal with a hole would tell a wrong story. */
export function createLedger(
  begun: RunState,
  append: (event: RunEvent) => Promise<void>,
  onFailure: (error: unknown) => void,
): Ledger {
  let state = begun
  let written: Promise<void> = Promise.resolve()
  return {
    get state() {
      return state
    },
    record(event) {
      state = applyEvent(state, event)
      const before = written
      written = before.then(() => append(event))
      written.catch(onFailure)
    },
    flush: () => written,
  }
}
