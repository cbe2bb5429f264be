import type { Random } from '../../base/random.ts'
import { anyAngle, between, type Draw, fraction, place, union } from './figure.ts'

/** Is the point (u, v) dark? One repeat of the pattern is one unit; `duty`, 0.3…0.6, is about the dark share. */
export type Pattern = (u: number, v: number, duty: number) => boolean

const centred = (value: number) => fraction(value) - 0.5
const triangleWave = (value: number) => Math.abs(2 * fraction(value) - 1)

export const stripes: Pattern = (u, _v, duty) => fraction(u) < duty
export const checker: Pattern = (u, v) => (Math.floor(u) + Math.floor(v)) % 2 === 0
export const dots: Pattern = (u, v, duty) => Math.hypot(centred(u), centred(v)) < 0.65 * duty
export const grid: Pattern = (u, v, duty) => fraction(u) < duty / 2 || fraction(v) < duty / 2
export const waves: Pattern = (u, v, duty) => fraction(u + 0.25 * Math.sin(Math.PI * v)) < duty
export const pluses: Pattern = (u, v, duty) =>
  Math.min(Math.abs(centred(u)), Math.abs(centred(v))) < 0.25 * duty &&
  Math.max(Math.abs(centred(u)), Math.abs(centred(v))) < 0.38
export const dashes: Pattern = (u, v, duty) =>
  fraction(u) < duty && fraction(v / 2 + Math.floor(u) / 2) < 0.65
export const bricks: Pattern = (u, v, duty) =>
  fraction(v) < duty / 2 || fraction(u / 2 + Math.floor(v) / 2) < duty / 4
export const triangles: Pattern = (u, v, duty) => fraction(u) + fraction(v) < 0.6 + duty

export const zigzags: Pattern = (u, v, duty) => fraction(u + 0.8 * triangleWave(v / 2)) < duty

/** Pairs of bars over and under. */
export const weave: Pattern = (u, v, duty) =>
  (Math.floor(u) + Math.floor(v)) % 2 === 0 ? fraction(2 * u) < duty : fraction(2 * v) < duty

/** The pattern over the whole picture, at any angle, phase and scale, a little bent. */
export function covering(pattern: Pattern, [coarse, fine] = [2, 4.5]): Draw {
  return random => {
    const angle = anyAngle(random)
    const repeats = between(random, coarse, fine)
    const [cos, sin] = [repeats * Math.cos(angle), repeats * Math.sin(angle)]
    const [shiftU, shiftV, duty] = [between(random, 0, 2), between(random, 0, 2), between(random, 0.35, 0.6)]
    const bend = bending(random)
    return (x, y) => pattern(cos * x + sin * y + shiftU + bend(x, y), cos * y - sin * x + shiftV, duty)
  }
}

function bending(random: Random): (x: number, y: number) => number {
  const [size, phase] = [between(random, 0, 0.25), anyAngle(random)]
  const [fx, fy] = [between(random, -2, 2), between(random, -2, 2)]
  return (x, y) => size * Math.sin(fx * x + fy * y + phase)
}

/** A pattern in polar coordinates (turn 0…1, radius) around a point not far from the middle. */
function around(make: (random: Random) => (turn: number, radius: number) => boolean): Draw {
  return random => {
    const [x, y, phase] = [between(random, -0.4, 0.4), between(random, -0.4, 0.4), random.next()]
    const pattern = make(random)
    return (px, py) =>
      pattern(fraction(Math.atan2(py - y, px - x) / (2 * Math.PI) + phase), Math.hypot(px - x, py - y))
  }
}

export const target: Draw = around(random => {
  const repeats = between(random, 2, 4)
  return (_turn, radius) => fraction(repeats * radius) < 0.5
})
export const rays: Draw = around(random => {
  const repeats = random.integer(5, 10)
  return turn => fraction(repeats * turn) < 0.5
})
/** Irregular spots: the sum of twelve waves in all directions, cut at zero. */
export const spots: Draw = random => {
  const waves = Array.from({ length: 12 }, () => {
    const [angle, repeats] = [anyAngle(random), between(random, 7, 13)]
    return [repeats * Math.cos(angle), repeats * Math.sin(angle), anyAngle(random)] as const
  })
  return (x, y) => waves.reduce((sum, [a, b, phase]) => sum + Math.sin(a * x + b * y + phase), 0) > 0
}

/** Short strokes in all directions. */
export const strokes: Draw = random => {
  const size = between(random, 0.12, 0.2)
  const places = Array.from({ length: 28 }, () => ({
    x: between(random, -1, 1),
    y: between(random, -1, 1),
    size,
    angle: anyAngle(random),
  }))
  return union(places.map(where => place((x, y) => Math.abs(x) <= 1 && Math.abs(y) <= 0.22, where)))
}
