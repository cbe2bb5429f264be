/** The last `most` items by their time, oldest first; among equals the later ones. An item without a time is left out. */
export function latest<T>(
  items: Iterable<T>,
  timeOf: (item: T) => string | undefined,
  most: number,
): readonly T[] {
  const kept: { item: T; at: string }[] = []
  for (const item of items) {
    const at = timeOf(item)
    const [oldest] = kept
    if (at === undefined || (kept.length === most && oldest !== undefined && at < oldest.at)) continue
    kept.splice(kept.findLastIndex(other => other.at <= at) + 1, 0, { item, at })
    if (kept.length > most) kept.shift()
  }
  return kept.map(({ item }) => item)
}
