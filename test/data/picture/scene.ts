import sharp from 'sharp'

export const side = 32

/** A picture that uses nearly the whole range, in RGB [side, side, 3] and in grey. */
export const colours = Array.from({ length: side * side * 3 }, (_, i) => {
  const [band, x, y] = [i % 3, Math.floor(i / 3) % side, Math.floor(i / 3 / side)]
  return Math.round(127.5 + 122 * Math.sin(x / 7 + band) * Math.cos(y / 9 - band))
})
export const greys = colours.filter((_, i) => i % 3 === 1)

/** As the RGB that grey decodes to. */
export const greyPixels = greys.flatMap(value => [value, value, value])

/** With a fully opaque band after the colours. */
export const withBand = (values: readonly number[], bands: number, added: number) =>
  values.flatMap((value, i) => (i % bands === bands - 1 ? [value, added] : [value]))

/** Through sharp, in as many bits as it can write. */
export const image = (values: readonly number[], channels: 1 | 2 | 3 | 4) =>
  sharp(Uint8Array.from(values), { raw: { width: side, height: side, channels } })

export const deepImage = (values: readonly number[], channels: 1 | 2 | 3 | 4) =>
  sharp(Uint16Array.from(values), { raw: { width: side, height: side, channels } }).toColourspace(
    channels < 3 ? 'grey16' : 'rgb16',
  )

/** Mean absolute difference, of 255. */
export function difference(pixels: Uint8Array, wanted: readonly number[]): number {
  if (pixels.length !== wanted.length) return Number.POSITIVE_INFINITY
  return pixels.reduce((sum, value, i) => sum + Math.abs(value - (wanted[i] ?? 0)), 0) / wanted.length
}
