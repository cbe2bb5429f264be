import { anyAngle, between, type Draw, type Figure, fraction, place } from './figure.ts'

/** Figures that fill about the unit disc. */
export const disc: Figure = (x, y) => x * x + y * y <= 1
export const square: Figure = (x, y) => Math.max(Math.abs(x), Math.abs(y)) <= 0.8
export const bar: Figure = (x, y) => Math.abs(x) <= 1 && Math.abs(y) <= 0.3
export const halfDisc: Figure = (x, y) => x * x + (y + 0.4) ** 2 <= 1 && y >= -0.4

/** Regular, with n corners on the unit circle. */
export function polygon(n: number): Figure {
  return star(n, Math.cos(Math.PI / n))
}

/** n points on the unit circle, n notches at the inner radius. */
export function star(n: number, inner: number): Figure {
  const half = Math.PI / n
  const [nx, ny] = [inner * Math.sin(half), 1 - inner * Math.cos(half)]
  return (x, y) => {
    const angle = Math.abs(fraction(Math.atan2(y, x) / (2 * half)) - 0.5) * 2 * half
    const radius = Math.hypot(x, y)
    // Inside the edge from the point, at angle `half` from here, to the notch at angle 0.
    const [px, py] = [radius * Math.cos(half - angle), radius * Math.sin(half - angle)]
    return nx * px + ny * py <= nx
  }
}

export const ring =
  (inner: number): Figure =>
  (x, y) =>
    disc(x, y) && !disc(x / inner, y / inner)

export const ellipse =
  (ratio: number): Figure =>
  (x, y) =>
    disc(x, y / ratio)

export const cross =
  (width: number): Figure =>
  (x, y) =>
    Math.max(Math.abs(x), Math.abs(y)) <= 0.95 && Math.min(Math.abs(x), Math.abs(y)) <= width

export const arrow: Figure = (x, y) =>
  x >= 0 ? Math.abs(y) <= 0.75 * (1 - x) : x >= -1 && Math.abs(y) <= 0.25

export const letterL: Figure = (x, y) => Math.abs(x) <= 0.6 && Math.abs(y) <= 0.9 && (x <= -0.15 || y >= 0.45)

export const letterT: Figure = (x, y) =>
  Math.abs(x) <= 0.75 && Math.abs(y) <= 0.85 && (y <= -0.4 || Math.abs(x) <= 0.22)

export const letterU: Figure = (x, y) =>
  Math.abs(x) <= 0.7 && Math.abs(y) <= 0.85 && (y >= 0.4 || Math.abs(x) >= 0.28)

export const heart: Figure = (x, y) => {
  const [u, v] = [1.15 * x, 0.2 - 1.15 * y]
  return (u * u + v * v - 1) ** 3 <= 1.6 * u * u * v ** 3
}

/** A disc with a bite of the given radius out of its side. */
export const crescent =
  (bite: number): Figure =>
  (x, y) =>
    disc(x, y) && !disc((x - 0.55) / bite, y / bite)

/** One figure of any size, place and turn. */
export function alone(shape: (random: Parameters<Draw>[0]) => Figure): Draw {
  return random => {
    const size = between(random, 0.35, 0.8)
    const room = 1 - 0.8 * size
    const [x, y] = [between(random, -room, room), between(random, -room, room)]
    return place(shape(random), { x, y, size, angle: anyAngle(random) })
  }
}
