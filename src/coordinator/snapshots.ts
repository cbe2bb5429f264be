import { messageOf } from '../base/errors.ts'
import type { RunState } from '../run/state.ts'

const leastMs = 5000
/** Resting this many times what one takes keeps them at 2 % of the time. */
const restFactor = 49

/**
 * Snapshots while a sweep runs, not awaited: the journal has everything that they tell. One that cannot be written is
 * told once, and the sweep goes on.
 */
export function createSnapshots(
  take: (state: RunState) => Promise<void>,
  onError: (text: string) => void,
): (state: RunState) => void {
  let nextAt = performance.now() + leastMs
  let isTaking = false
  let hasFailed = false
  return state => {
    const begun = performance.now()
    if (isTaking || begun < nextAt) return
    isTaking = true
    take(state)
      .catch((error: unknown) => {
        if (!hasFailed) onError(`the run's summary cannot be written: ${messageOf(error)}`)
        hasFailed = true
      })
      .finally(() => {
        isTaking = false
        nextAt = performance.now() + Math.max(leastMs, restFactor * (performance.now() - begun))
      })
  }
}
