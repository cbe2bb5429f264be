import type { Place } from './choice.ts'

/** What a sweep is expected to want of one cut. */
export interface CutNeed {
  /** Of all images' activations. */
  readonly bytes: number
  /** Of one run of all images through the prefix. */
  readonly passSeconds: number
  /** How many such runs the sweep would make if nothing were kept. */
  readonly passes: number
  /** That any trial wants it, 0…1. */
  readonly chance: number
}

export interface Budgets {
  readonly memoryBytes: number
  readonly diskBytes: number
}

/** Seconds a byte: rounding to float16 and storing; reading from files in the middle of training. Measured, rough. */
const storeSeconds = 2e-9
const readSeconds = 1e-9

/** More than enough for twenty cuts; beyond it the best so far is taken, which is never worse than the greedy choice. */
const mostNodes = 200_000

/**
 * Where to keep each cut so that the expected work is least: exact for some dozen cuts, greedy with what the search
 * finds in its time beyond. Features pass all cuts on their way, so computing one costs nothing but keeping it.
 * After Nautilus (Nakandala & Kumar, SIGMOD 2022), whose integer programme also chooses among models.
 */
export function choosePlaces(needs: readonly CutNeed[], budgets: Budgets): Place[] {
  const order = needs.map((_, i) => i).sort((a, b) => mostSaved(needs[b]) - mostSaved(needs[a]))
  const least = remainingAtBest(order.map(i => needs[i]))
  let best = greedy(needs, order, budgets)
  let bestSeconds = secondsOf(needs, best)
  let nodes = 0
  const places: Place[] = needs.map(() => 'none')

  function visit(depth: number, seconds: number, memory: number, disk: number): void {
    if (nodes++ > mostNodes || seconds + (least[depth] ?? 0) >= bestSeconds) return
    const index = order[depth]
    const need = index === undefined ? undefined : needs[index]
    if (index === undefined || need === undefined) {
      best = [...places]
      bestSeconds = seconds
      return
    }
    for (const place of cheapestFirst(need)) {
      const left = {
        memory: memory - (place === 'memory' ? need.bytes : 0),
        disk: disk - (place === 'disk' ? need.bytes : 0),
      }
      if (left.memory < 0 || left.disk < 0) continue
      places[index] = place
      visit(depth + 1, seconds + secondsAt(need, place), left.memory, left.disk)
    }
    places[index] = 'none'
  }

  visit(0, 0, budgets.memoryBytes, budgets.diskBytes)
  return best
}

/** Expected seconds of everything that has to do with frozen prefixes, beyond the features. */
export function secondsOf(needs: readonly CutNeed[], places: readonly Place[]): number {
  return needs.reduce((sum, need, i) => sum + secondsAt(need, places[i] ?? 'none'), 0)
}

export function secondsAt({ bytes, passSeconds, passes, chance }: CutNeed, place: Place): number {
  if (place === 'none') return passes * passSeconds
  const stored = chance * bytes * storeSeconds
  return place === 'memory' ? stored : stored + passes * bytes * readSeconds
}

/** A pass of its own, if it comes to that, against keeping what may never be read. */
export function isWorthKeepingAhead({ bytes, passSeconds, chance }: CutNeed): boolean {
  return chance * passSeconds > (1 - chance) * bytes * storeSeconds
}

const allPlaces: readonly Place[] = ['memory', 'disk', 'none']

const cheapestFirst = (need: CutNeed): Place[] =>
  [...allPlaces].sort((a, b) => secondsAt(need, a) - secondsAt(need, b))

const cheapest = (need: CutNeed) => Math.min(...allPlaces.map(place => secondsAt(need, place)))

const mostSaved = (need: CutNeed | undefined) =>
  need === undefined ? 0 : secondsAt(need, 'none') - cheapest(need)

/** By depth of the search: what all that is still to be placed costs at least. */
function remainingAtBest(needs: readonly (CutNeed | undefined)[]): number[] {
  const least = [0]
  for (const need of needs.toReversed())
    least.unshift((least[0] ?? 0) + (need === undefined ? 0 : cheapest(need)))
  return least
}

/** What saves most goes first to where it costs least. */
function greedy(
  needs: readonly CutNeed[],
  order: readonly number[],
  { memoryBytes, diskBytes }: Budgets,
): Place[] {
  const left = { memory: memoryBytes, disk: diskBytes, none: 0 }
  const places: Place[] = needs.map(() => 'none')
  for (const index of order) {
    const need = needs[index]
    if (need === undefined) continue
    const place = cheapestFirst(need).find(one => one === 'none' || need.bytes <= left[one]) ?? 'none'
    if (place !== 'none') left[place] -= need.bytes
    places[index] = place
  }
  return places
}
