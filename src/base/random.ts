/**
 * A seeded stream of random numbers. `fork` gives an independent stream for a purpose, so that what one
 * part draws never shifts what another draws.
 */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform integer in [min, max], both ends included. */
  integer(min: number, max: number): number
  /** Standard normal. */
  normal(): number
  pick<T>(items: readonly T[]): T
  /** A shuffled copy. */
  shuffle<T>(items: readonly T[]): T[]
  fork(...purpose: (string | number)[]): Random
}

/** mulberry32 (T. Ettinger, 2017): 32 bits of state, passes gjrand; streams are split by hashing the purpose. */
export function createRandom(seed: number | string): Random {
  const key = String(seed)
  let state = hash32(key)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: items => {
      const item = items[integer(0, items.length - 1)]
      if (item === undefined) throw new RangeError('pick() needs a non-empty list')
      return item
    },
    shuffle: items => {
      const copy = [...items]
      for (let i = copy.length - 1; i > 0; i--) {
        const j = integer(0, i)
        const swap = copy[i] as (typeof copy)[number]
        copy[i] = copy[j] as (typeof copy)[number]
        copy[j] = swap
      }
      return copy
    },
    fork: (...purpose) => createRandom(`${key}/${purpose.join('/')}`),
  }
}

/** FNV-1a with a final avalanche (murmur3's), so that neighbouring seeds give unrelated streams. */
function hash32(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
