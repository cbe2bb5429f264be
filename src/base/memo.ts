/** Values made once, each known by the function that makes it. */
export type Memo = <T>(make: () => T) => T

export function createMemo(): Memo {
  const made = new Map<() => unknown, unknown>()
  return <T>(make: () => T): T => {
    if (!made.has(make)) made.set(make, make())
    return made.get(make) as T
  }
}
