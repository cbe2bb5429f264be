import type { Range } from './rule.ts'
import type { Numbers } from './stored.ts'
import { gapValue, type Values } from './values.ts'

/** 8-bit grey or RGB, with transparency where there is some. */
export interface Pixels {
  readonly data: Uint8Array
  readonly channels: 1 | 2 | 3 | 4
}

/** Linear from `low` as 0 to `high` as 255, cut off beyond. What stands for none becomes 0. */
export function toPixels(
  { data, bands }: Values,
  { colours, hasAlpha, gap }: Numbers,
  [low, high]: Range,
): Pixels {
  const count = data.length / bands
  const channels = hasAlpha ? (colours === 1 ? 2 : 4) : colours
  const pixels = new Uint8ClampedArray(count * channels)
  const scale = 255 / (high - low)
  const opaque = hasAlpha ? opaqueOf(data, bands, colours) : 1
  const nothing = gapValue(gap)
  for (let pixel = 0; pixel < count; pixel++) {
    for (let band = 0; band < colours; band++) {
      const value = data[pixel * bands + band] ?? 0
      // NaN is clamped to 0, too.
      pixels[pixel * channels + band] = value === nothing ? 0 : (value - low) * scale
    }
    if (hasAlpha) pixels[pixel * channels + colours] = (255 * (data[pixel * bands + colours] ?? 0)) / opaque
  }
  return { data: new Uint8Array(pixels.buffer), channels }
}

/** No file says what is opaque: it is the least of the usual values that holds all. */
function opaqueOf(data: Values['data'], bands: number, colours: number): number {
  if (data instanceof Uint16Array) return 65535
  if (data instanceof Uint8Array) return 255
  let most = 0
  for (let at = colours; at < data.length; at += bands) most = Math.max(most, data[at] ?? 0)
  return [1, 255, 32767, 65535, 2 ** 31 - 1].find(level => most <= level) ?? 2 ** 32 - 1
}

/** RGB of inks without a profile, as browsers and Pillow have it: each takes away its share of what black leaves. */
export function inksToRgb(inks: Uint8Array | Uint16Array): Pixels {
  const data = new Uint8Array((inks.length / 4) * 3)
  const full = inks instanceof Uint8Array ? 255 : 65535
  for (let from = 0, to = 0; from < inks.length; from += 4, to += 3) {
    const left = (full - (inks[from + 3] ?? 0)) / full
    for (let ink = 0; ink < 3; ink++)
      data[to + ink] = Math.round((255 * left * (full - (inks[from + ink] ?? 0))) / full)
  }
  return { data, channels: 3 }
}
