export interface Throttled {
  call(): void
  cancel(): void
}

/** Calls at once, then at most every `ms`; the last call is never lost. */
export function throttle(action: () => void, ms: number): Throttled {
  let timer: NodeJS.Timeout | undefined
  let isWaiting = false
  const rest = () => {
    timer = undefined
    if (isWaiting) run()
  }
  const run = () => {
    isWaiting = false
    timer = setTimeout(rest, ms)
    action()
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
