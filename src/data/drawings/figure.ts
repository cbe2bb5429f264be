import type { Random } from '../../base/random.ts'

/** A drawing in two tones: is the point inside? The picture spans −1…1 both ways. */
export type Figure = (x: number, y: number) => boolean

/** A class of drawings: each call draws another figure of it. */
export type Draw = (random: Random) => Figure

export interface Place {
  readonly x: number
  readonly y: number
  readonly size: number
  /** Radians. */
  readonly angle: number
}

/** The figure turned, scaled and moved. */
export function place(figure: Figure, { x, y, size, angle }: Place): Figure {
  const [cos, sin] = [Math.cos(angle) / size, Math.sin(angle) / size]
  return (px, py) => figure(cos * (px - x) + sin * (py - y), cos * (py - y) - sin * (px - x))
}

export function union(figures: readonly Figure[]): Figure {
  return (x, y) => figures.some(figure => figure(x, y))
}

/** Uniform in [min, max). */
export function between(random: Random, min: number, max: number): number {
  return min + (max - min) * random.next()
}

export const anyAngle = (random: Random) => between(random, 0, 2 * Math.PI)

/** The fractional part, in [0, 1) for negative values too. */
export const fraction = (value: number) => value - Math.floor(value)
