/** Items that are joined pair by pair into sets (union-find; Tarjan 1975). */
export interface DisjointSets {
  join(a: number, b: number): void
  areJoined(a: number, b: number): boolean
  /** All sets, each ascending, in the order of their first items. */
  sets(): number[][]
}

export function createDisjointSets(count: number): DisjointSets {
  const parents = Int32Array.from({ length: count }, (_, item) => item)
  const parentOf = (item: number) => parents[item] ?? item

  /** The lowest item of a set stands for it. */
  function find(item: number): number {
    let root = item
    while (parentOf(root) !== root) root = parentOf(root)
    for (let at = item; at !== root; ) {
      const next = parentOf(at)
      parents[at] = root
      at = next
    }
    return root
  }

  return {
    join(a, b) {
      const [first, second] = [find(a), find(b)]
      parents[Math.max(first, second)] = Math.min(first, second)
    },
    areJoined: (a, b) => find(a) === find(b),
    sets() {
      const byRoot = new Map<number, number[]>()
      for (let item = 0; item < count; item++) {
        const root = find(item)
        const members = byRoot.get(root)
        if (members === undefined) byRoot.set(root, [item])
        else members.push(item)
      }
      return [...byRoot.values()]
    },
  }
}
