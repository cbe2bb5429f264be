import type { Random } from '../../base/random.ts'
import { directions } from './direction-numbers.ts'

/** Coordinate in [0, 1) of a point of a sequence; points and dimensions from 0. */
export type Sequence = (point: number, dimension: number) => number

/**
 * A scrambled Sobol sequence: its first 2ᵏ points, for every k, fall one each into 2ᵏ equal intervals of every dimension, and evenly
 * into boxes of few dimensions. Beyond the dimensions of the table coordinates are plainly random.
 * Scrambling is Owen's, by a hash of the digits: B. Burley, Practical hash-based Owen scrambling (2020),
 * https://jcgt.org/published/0009/04/01/, with the better constants of N. Vegdahl (2021).
 */
export function createSequence(random: Random): Sequence {
  const seeds = directions.map((_, dimension) => random.fork('scramble', dimension).integer(0, 0xffff_ffff))
  return (point, dimension) => {
    const numbers = directions[dimension]
    const seed = seeds[dimension]
    if (numbers === undefined || seed === undefined) return random.fork(point, dimension).next()
    return scramble(fractionOf(point, numbers), seed) / 2 ** 32
  }
}

function fractionOf(point: number, numbers: Uint32Array): number {
  let fraction = 0
  for (let rest = point, digit = 0; rest > 0; rest >>>= 1, digit++)
    if (rest & 1) fraction ^= numbers[digit] ?? 0
  return fraction
}

/** Each binary digit is turned over, or not, by a hash of those before it. */
function scramble(fraction: number, seed: number): number {
  let hash = reverse(fraction)
  hash ^= Math.imul(hash, 0x3d20adea)
  hash = (hash + seed) | 0
  hash = Math.imul(hash, (seed >>> 16) | 1)
  hash ^= Math.imul(hash, 0x05526c56)
  hash ^= Math.imul(hash, 0x53a22864)
  return reverse(hash) >>> 0
}

/** The 32 binary digits in the other order. */
function reverse(digits: number): number {
  let turned = digits
  turned = ((turned >>> 1) & 0x55555555) | ((turned & 0x55555555) << 1)
  turned = ((turned >>> 2) & 0x33333333) | ((turned & 0x33333333) << 2)
  turned = ((turned >>> 4) & 0x0f0f0f0f) | ((turned & 0x0f0f0f0f) << 4)
  turned = ((turned >>> 8) & 0x00ff00ff) | ((turned & 0x00ff00ff) << 8)
  return (turned >>> 16) | (turned << 16)
}
