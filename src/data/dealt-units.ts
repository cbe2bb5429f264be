import type { Random } from '../base/random.ts'

/**
 * Deals units of images that must stay together to k folds, the largest first: each to the fold that has the fewest
 * images of its classes, then the fewest in all. As long as most stand alone, the sizes differ as little as without
 * units, in each class and altogether.
 */
export function dealUnits(
  units: readonly (readonly number[])[],
  labels: readonly number[],
  k: number,
  random: Random,
): number[][] {
  const folds = random.shuffle(
    Array.from({ length: k }, () => ({ images: [] as number[], counts: new Map<number, number>() })),
  )
  const largestFirst = random.shuffle(units).sort((a, b) => b.length - a.length)
  for (const unit of largestFirst) {
    const wanted = countsOf(unit, labels)
    const [best] = folds
      .map(fold => ({ fold, cost: sum([...wanted].map(([label, n]) => n * (fold.counts.get(label) ?? 0))) }))
      .sort((a, b) => a.cost - b.cost || a.fold.images.length - b.fold.images.length)
    if (best === undefined) continue
    best.fold.images.push(...unit)
    add(best.fold.counts, wanted)
  }
  return folds.map(({ images }) => images)
}

/** Whole units for a share of every class, rounded; one image at least where more than k remain for the folds. */
export function takeUnits(
  units: readonly (readonly number[])[],
  labels: readonly number[],
  share: number,
  k: number,
  random: Random,
): number[][] {
  if (share === 0) return []
  const room = new Map<number, number>()
  for (const [label, count] of countsOf(units.flat(), labels)) {
    const wanted = Math.round(share * count)
    room.set(label, wanted === 0 && count > k ? 1 : wanted)
  }
  return random.shuffle(units).flatMap(unit => {
    const taken = [...countsOf(unit, labels)]
    if (taken.some(([label, count]) => count > (room.get(label) ?? 0))) return []
    for (const [label, count] of taken) room.set(label, (room.get(label) ?? 0) - count)
    return [[...unit]]
  })
}

function countsOf(images: readonly number[], labels: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const image of images) {
    const label = labels[image] ?? 0
    counts.set(label, (counts.get(label) ?? 0) + 1)
  }
  return counts
}

function add(counts: Map<number, number>, more: ReadonlyMap<number, number>): void {
  for (const [label, count] of more) counts.set(label, (counts.get(label) ?? 0) + count)
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
