import type { Kind } from './stored.ts'

/** Values that become 0 (black) and 255 (white). */
export type Range = readonly [low: number, high: number]

/** The lowest and highest finite value of an image. */
export interface Extent {
  readonly low: number
  readonly high: number
}

/**
 * What the numbers of one kind mean in a whole data set: scales must agree among images, or differences in brightness
 * would be lost. `full` is the range of their type, `seen` follows from the values, `said` is the person's word.
 */
export type Rule =
  | { readonly by: 'full' | 'seen' | 'said'; readonly range: Range }
  | { readonly by: 'none'; readonly extent: Extent; readonly proposal: Range }

/** What 8, 10, 12, 14 and 16 bits can hold. */
const wholeLevels = [255, 1023, 4095, 16383, 65535]

/** What the highest value may mean, ascending; the last of whole numbers is what their type can hold. */
const levels: Readonly<Partial<Record<Kind, readonly number[]>>> = {
  '16-bit': wholeLevels,
  '32-bit': [2 ** 32 - 1],
  '16-bit float': [1, 255],
  '32-bit float': [1, 255],
}

/** Resampling overshoots by a little, which is cut off. */
const overshoot = 0.05
/** An image darker than this share of the range is dim: it probably has another scale than the rest. */
const dim = 1 / 16
/** A range of which no image uses so much is none. */
const leastUse = 1 / 4

/**
 * The rule of a kind, from the extents of some images and values drawn from them. The level counts that most images
 * suit; a tenth may be odd, or one.
 */
export function ruleOf(kind: Kind, extents: readonly Extent[], values: readonly number[]): Rule {
  const telling = extents.filter(({ low, high }) => high > low)
  const known = levels[kind] ?? []
  const full = kind === '16-bit' ? 65535 : undefined
  if (telling.length === 0 && full !== undefined) return { by: 'full', range: [0, full] }
  const suits = (top: number) => telling.filter(extent => misfit(extent, [0, top]) === undefined)
  const most = Math.max(0, ...known.map(top => suits(top).length))
  const level = known.find(top => suits(top).length === most)
  const odd = telling.length - most
  if (level === undefined || most === 0 || odd > Math.max(1, telling.length / 10))
    return none(kind, extents, values)
  const brightest = Math.max(...suits(level).map(({ high }) => high))
  if (brightest < leastUse * level) return none(kind, extents, values)
  return { by: level === known.at(-1) && !kind.endsWith('float') ? 'full' : 'seen', range: [0, level] }
}

/** How an image breaks with a range that others of its kind keep to; one of a single value keeps to any. */
export function misfit({ low, high }: Extent, [black, white]: Range): 'outside' | 'dim' | undefined {
  const span = white - black
  if (low < black - overshoot * span || high > white + overshoot * span) return 'outside'
  return high > low && high <= black + dim * span ? 'dim' : undefined
}

function none(kind: Kind, extents: readonly Extent[], values: readonly number[]): Rule {
  const low = Math.min(...extents.map(extent => extent.low))
  const high = Math.max(...extents.map(extent => extent.high))
  return { by: 'none', extent: { low, high }, proposal: proposalOf(kind, { low, high }, values) }
}

/** Bits that cameras and scanners have, where whole numbers look like it; else nearly all values, rounded. */
function proposalOf(kind: Kind, { low, high }: Extent, values: readonly number[]): Range {
  const bits = wholeLevels.find(level => high <= level && high > leastUse * level)
  if (low >= 0 && bits !== undefined && !kind.endsWith('float'))
    return [0, kind === '16-bit signed' ? Math.min(bits, 32767) : bits]
  const sorted = withoutGap(Float64Array.from(values).sort())
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0
  return rounded(at(0.005), at(0.995))
}

/** A lowest value further from the rest than the rest is wide stands for none, such as −9999. */
function withoutGap(sorted: Float64Array): Float64Array {
  const [least = 0] = sorted
  const rest = sorted.filter(value => value > least)
  const [next = 0] = rest
  return rest.length > 1 && next - least > (rest.at(-1) ?? 0) - next ? rest : sorted
}

/** Outwards to two digits of the distance. */
function rounded(low: number, high: number): Range {
  if (!(high > low)) return [low, low + 1]
  const digits = Math.floor(Math.log10(high - low)) - 1
  // A power of ten below one is not exact, but its inverse is.
  const to = (value: number, round: (x: number) => number) =>
    digits < 0 ? round(value * 10 ** -digits) / 10 ** -digits : round(value / 10 ** digits) * 10 ** digits
  return [to(low, Math.floor), to(high, Math.ceil)]
}
