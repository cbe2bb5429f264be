/** A map of points measured from the image's centre: source = [[xx, xy], [yx, yy]] · target + [x, y], in pixels. */
export interface Affine {
  readonly xx: number
  readonly xy: number
  readonly yx: number
  readonly yy: number
  readonly x: number
  readonly y: number
}

/** Fills an RGB image [size, size, 3] from where the map points in another: bilinear, mirrored beyond the border. */
export function warp(target: Uint8Array, source: Uint8Array, size: number, map: Affine): void {
  const centre = (size - 1) / 2
  const row = size * 3
  let at = 0
  for (let ty = 0; ty < size; ty++) {
    let sx = centre + map.x - map.xx * centre + map.xy * (ty - centre)
    let sy = centre + map.y - map.yx * centre + map.yy * (ty - centre)
    for (let tx = 0; tx < size; tx++, sx += map.xx, sy += map.yx) {
      const x = Math.floor(sx)
      const y = Math.floor(sy)
      const inside = x >= 0 && y >= 0 && x + 1 < size && y + 1 < size
      const left = (inside ? x : mirror(x, size)) * 3
      const right = inside ? left + 3 : mirror(x + 1, size) * 3
      const upper = (inside ? y : mirror(y, size)) * row
      const lower = inside ? upper + row : mirror(y + 1, size) * row
      const fx = sx - x
      const fy = sy - y
      for (let channel = 0; channel < 3; channel++, at++) {
        const a = source[upper + left + channel] ?? 0
        const b = source[upper + right + channel] ?? 0
        const c = source[lower + left + channel] ?? 0
        const d = source[lower + right + channel] ?? 0
        const above = a + (b - a) * fx
        const below = c + (d - c) * fx
        target[at] = above + (below - above) * fy + 0.5
      }
    }
  }
}

/** … 1 0 | 0 1 2 … n−1 | n−1 n−2 …: the border pixel is repeated once, as in a mirror held to the edge. */
function mirror(index: number, size: number): number {
  const period = 2 * size
  const folded = ((index % period) + period) % period
  return folded < size ? folded : period - 1 - folded
}
