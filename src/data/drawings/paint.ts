import type { Random } from '../../base/random.ts'
import { anyAngle, between, type Figure } from './figure.ts'

type Colour = readonly [number, number, number]

const samples = 3

/**
 * The figure as size×size×3 bytes. Everything that is not the class is random: two colours that differ clearly
 * (either may be the lighter), a slow change of light, noise of its own strength in each picture.
 */
export function paint(figure: Figure, size: number, random: Random): Uint8Array {
  const [ground, ink] = colours(random)
  const light = lighting(random)
  const noise = between(random, 3, 20)
  const pixels = new Uint8Array(size * size * 3)
  for (let row = 0, at = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const inside = coverage(figure, column, row, size)
      const shift = light(column / size, row / size)
      for (const channel of [0, 1, 2] as const) {
        const value = ground[channel] * (1 - inside) + ink[channel] * inside + shift
        pixels[at++] = Math.max(0, Math.min(255, Math.round(value + noise * random.normal())))
      }
    }
  return pixels
}

/** The share of the pixel inside the figure, from a grid of points. */
function coverage(figure: Figure, column: number, row: number, size: number): number {
  let inside = 0
  for (let i = 0; i < samples; i++)
    for (let j = 0; j < samples; j++) {
      const x = (2 * (column + (j + 0.5) / samples)) / size - 1
      const y = (2 * (row + (i + 0.5) / samples)) / size - 1
      if (figure(x, y)) inside++
    }
  return inside / samples ** 2
}

const luminance = ([r, g, b]: Colour) => 0.3 * r + 0.59 * g + 0.11 * b

function colours(random: Random): readonly [Colour, Colour] {
  const any = (): Colour => [random.integer(20, 235), random.integer(20, 235), random.integer(20, 235)]
  for (;;) {
    const [a, b] = [any(), any()]
    if (Math.abs(luminance(a) - luminance(b)) > 45) return [a, b]
  }
}

/** Brighter on one side, by up to ±30 of 255. */
function lighting(random: Random): (x: number, y: number) => number {
  const [strength, angle] = [between(random, 0, 30), anyAngle(random)]
  const [cos, sin] = [strength * Math.cos(angle), strength * Math.sin(angle)]
  return (x, y) => cos * (2 * x - 1) + sin * (2 * y - 1)
}
