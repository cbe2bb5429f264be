export interface Throttled {
  call(): void
  cancel(): void
}

/** Resting this many times the duration of the action keeps it at 2 % of the time, */
const restFactor = 49
/** unless it is so slow that nobody would see anything for long. */
const longestRestMs = 2000

/** Calls at once, then at most every `ms`, and seldomer when the action is slow; the last call is never lost. */
export function throttle(action: () => void, ms: number): Throttled {
  let timer: NodeJS.Timeout | undefined
  let isWaiting = false
  const rest = () => {
    timer = undefined
    if (isWaiting) run()
  }
  const run = () => {
    isWaiting = false
    const begin = performance.now()
    action()
    const restMs = Math.min(longestRestMs, restFactor * (performance.now() - begin))
    timer = setTimeout(rest, Math.max(ms, restMs))
  }
  return {
    call() {
      if (timer === undefined) run()
      else isWaiting = true
    },
    cancel() {
      clearTimeout(timer)
      timer = undefined
      isWaiting = false
    },
  }
}
