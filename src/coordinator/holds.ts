import type { Holder } from '../run/hold.ts'
import type { RunState } from '../run/state.ts'
import type { Ledger } from './ledger.ts'

/** What keeps a sweep from beginning anything new, for a while. */
export interface Holds {
  readonly isHeld: boolean
  /** Again with another reason, that one counts; with the same, nothing happens. */
  hold(by: Holder, reason: string): void
  /** Without a hold of this holder nothing happens. */
  release(by: Holder): void
  /** Calls back after every release. */
  onRelease(listener: () => void): void
}

/** Each change is an event, so that every screen and `list` knows of it. */
export function createHolds({ state, record }: Pick<Ledger, 'record'> & { readonly state: RunState }): Holds {
  let listener = () => {}
  const found = (by: Holder) => state.holds.find(hold => hold.by === by)

  return {
    get isHeld() {
      return state.holds.length > 0
    },
    hold(by, reason) {
      if (found(by)?.reason !== reason) record({ type: 'held', by, reason })
    },
    release(by) {
      if (found(by) === undefined) return
      record({ type: 'released', by })
      listener()
    },
    onRelease(callback) {
      listener = callback
    },
  }
}
