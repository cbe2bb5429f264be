/** A point of several objectives, each to be minimised. */
export type Losses = readonly number[]

/** Nowhere worse and somewhere better. Equal points do not dominate each other. */
export function dominates(a: Losses, b: Losses): boolean {
  let isBetter = false
  for (let i = 0; i < a.length; i++) {
    const [mine, other] = [a[i] as number, b[i] as number]
    if (mine > other) return false
    if (mine < other) isBetter = true
  }
  return isBetter
}

/**
 * Ranks by non-domination: 0 is the front, 1 the front of the rest, and so on. In lexicographic order no point dominates an
 * earlier one, so each joins the first front without a member that dominates it (X. Zhang, Y. Tian, R. Cheng and Y. Jin, An
 * efficient approach to nondominated sorting for evolutionary multiobjective optimization, 2015).
 */
export function nonDominatedRanks(points: readonly Losses[]): number[] {
  const fronts: Losses[][] = []
  const ranks = points.map(() => 0)
  for (const index of inOrder(points)) {
    const point = points[index] as Losses
    let rank = 0
    while (fronts[rank]?.some(member => dominates(member, point)) === true) rank++
    const front = fronts[rank] ?? []
    fronts[rank] = front
    front.push(point)
    ranks[index] = rank
  }
  return ranks
}

/** Indices of the points that none dominates, in their order. */
export function frontOf(points: readonly Losses[]): number[] {
  const front: number[] = []
  for (const index of inOrder(points)) {
    const point = points[index] as Losses
    if (!front.some(member => dominates(points[member] as Losses, point))) front.push(index)
  }
  return front.sort((a, b) => a - b)
}

function inOrder(points: readonly Losses[]): number[] {
  return points.map((_, index) => index).sort((a, b) => compare(points[a] as Losses, points[b] as Losses))
}

function compare(a: Losses, b: Losses): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return (a[i] as number) < (b[i] as number) ? -1 : 1
  return 0
}

/**
 * How far apart the neighbours of each point are, added up over the objectives in shares of their ranges; Infinity at the
 * ends of an objective. To be given points of one rank (K. Deb, A. Pratap, S. Agarwal and T. Meyarivan, A fast and elitist
 * multiobjective genetic algorithm: NSGA-II, 2002).
 */
export function crowdingDistances(points: readonly Losses[]): number[] {
  const distances = points.map(() => 0)
  const objectives = points[0]?.length ?? 0
  for (let i = 0; i < objectives; i++) {
    const order = points.map((_, index) => index)
    const at = (place: number) => points[order[place] as number]?.[i] as number
    order.sort((a, b) => (points[a]?.[i] as number) - (points[b]?.[i] as number) || a - b)
    const last = order.length - 1
    const range = at(last) - at(0)
    for (const [place, index] of order.entries()) {
      const isEnd = place === 0 || place === last
      if (isEnd) distances[index] = Number.POSITIVE_INFINITY
      else if (range > 0) distances[index] = (distances[index] ?? 0) + (at(place + 1) - at(place - 1)) / range
    }
  }
  return distances
}
