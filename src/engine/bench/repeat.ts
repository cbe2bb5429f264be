/** How long to measure. */
export interface Effort {
  /** At most so many timed repeats. */
  readonly repeats: number
  /** No further repeat is begun after this. */
  readonly seconds: number
}

/** A call as long as this is its own measurement: what only the first call does no longer counts. */
const longSeconds = 10

/** Median seconds of a call, after one that is not counted: buffers are made and shaders compiled by then. */
export async function medianSeconds(
  run: () => Promise<unknown>,
  { repeats, seconds }: Effort,
): Promise<number> {
  const first = await secondsOf(run)
  if (first > longSeconds) return first
  const times: number[] = []
  const startedAt = performance.now()
  do {
    times.push(await secondsOf(run))
  } while (times.length < repeats && performance.now() - startedAt < seconds * 1000)
  return median(times)
}

async function secondsOf(run: () => Promise<unknown>): Promise<number> {
  const before = performance.now()
  await run()
  return (performance.now() - before) / 1000
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low, high] = [sorted[middle - (1 - (sorted.length % 2))], sorted[middle]]
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2
}
