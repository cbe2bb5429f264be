/** What is done about an item that is another than when the list was looked at last. */
export type Visit<T> = (now: T, index: number, before: T | undefined) => void

/** Finds what has changed in a list whose items are replaced rather than changed, and that grows at its end. */
export function createChanges<T>(): (items: readonly T[], visit: Visit<T>) => void {
  const seen: T[] = []
  return (items, visit) => {
    for (let index = 0; index < items.length; index++) {
      const [before, now] = [seen[index], items[index]]
      if (before === now || now === undefined) continue
      seen[index] = now
      visit(now, index, before)
    }
  }
}
