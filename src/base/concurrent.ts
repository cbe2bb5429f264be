/** Maps with at most `limit` calls in flight; results keep the order. The first failure stops taking new items. */
export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  map: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length)
  const queue = items.entries()
  let failed = false
  const drain = async () => {
    for (const [index, item] of queue) {
      if (failed) return
      results[index] = await map(item, index).catch(error => {
        failed = true
        throw error
      })
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(limit, items.length)) }, drain))
  return results
}
