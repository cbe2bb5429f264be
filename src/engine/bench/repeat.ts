/** How long to measure. */
export interface Effort {
  /** At most so many timed repeats. */
  readonly repeats: number
  /** No further repeat is begun after this. */
  readonly seconds: number
}

/** Median seconds of a call, after one that is not counted: buffers are made and shaders compiled by then. */
export async function medianSeconds(
  run: () => Promise<unknown>,
  { repeats, seconds }: Effort,
): Promise<number> {
  await run()
  const times: number[] = []
  const startedAt = performance.now()
  do {
    const before = performance.now()
    await run()
    times.push((performance.now() - before) / 1000)
  } while (times.length < repeats && performance.now() - startedAt < seconds * 1000)
  return median(times)
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low, high] = [sorted[middle - (1 - (sorted.length % 2))], sorted[middle]]
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2
}
