import { setImmediate } from 'node:timers/promises'

/** Lets messages in and out where training is synchronous: yields to the event loop about every 50 ms. */
export type Pace = () => Promise<void>

const everyMs = 50

export function createPace(): Pace {
  let last = performance.now()
  return async () => {
    if (performance.now() - last < everyMs) return
    await setImmediate()
    last = performance.now()
  }
}
