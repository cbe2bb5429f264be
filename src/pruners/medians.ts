import { countFirst } from '../base/count-first.ts'

/**
 * Values of peers in the order of their numbers, and the median of the first few of them: one insertion a peer, and a
 * median costs no more than the few peers that it leaves out.
 */
export interface Medians {
  /** Peers looked at so far; those without a value count too. */
  readonly length: number
  add(value: number | undefined): void
  /** Of the peers before this one: the median of their values, and how many there are. Undefined without values. */
  before(index: number): { readonly median: number; readonly count: number } | undefined
  /** The same of any quantile, between two values in proportion. */
  quantileBefore(
    index: number,
    share: number,
  ): { readonly quantile: number; readonly count: number } | undefined
}

export function createMedians(): Medians {
  const byNumber: (number | undefined)[] = []
  const sorted: number[] = []

  /** Values of the last peers, which a trial that began earlier does not know, as places in `sorted`. */
  function leftOut(index: number): number[] {
    const places: number[] = []
    for (const value of byNumber.slice(index)) {
      if (value === undefined) continue
      let place = countFirst(sorted, other => other < value)
      while (places.includes(place)) place++
      places.push(place)
    }
    return places.sort((a, b) => a - b)
  }

  function quantileBefore(index: number, share: number) {
    const without = leftOut(index)
    const count = sorted.length - without.length
    if (count === 0) return undefined
    const at = (rank: number): number => {
      let place = rank
      for (const left of without) if (left <= place) place++
      return sorted[place] ?? Number.NaN
    }
    const rank = share * (count - 1)
    const [low, high] = [at(Math.floor(rank)), at(Math.ceil(rank))]
    const above = rank - Math.floor(rank)
    return { quantile: low === high ? low : low * (1 - above) + high * above, count }
  }

  return {
    quantileBefore,
    get length() {
      return byNumber.length
    },
    add(value) {
      byNumber.push(value)
      if (value === undefined) return
      // After its equals: many trials come to the same value, and what is put last moves nothing.
      sorted.splice(
        countFirst(sorted, other => other <= value),
        0,
        value,
      )
    },
    before(index) {
      const found = quantileBefore(index, 1 / 2)
      return found && { median: found.quantile, count: found.count }
    },
  }
}
