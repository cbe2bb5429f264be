/** Where time comes from: the system's, or a simulated one that tests can run fast. */
export interface Clock {
  now(): Date
  /** Calls back once after so many ms; the returned function cancels it. */
  after(ms: number, callback: () => void): () => void
}

export const systemClock: Clock = {
  now: () => new Date(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}
