import type { Random } from '../base/random.ts'
import { type Tensor2D, tf } from '../engine/tf.ts'

/** Fills an array with a fresh mask: 0 with probability `rate`, else 1 / (1 − rate). */
export type FillMask = (mask: Float32Array) => void

/** What inverted dropout needs; the rate is rounded to 1/65536. */
export interface MaskSettings {
  /** A 16-bit draw below it drops the value. */
  readonly limit: number
  readonly scale: number
  /** Where each of the four generators starts, never 0. */
  readonly states: Int32Array
}

export function maskSettings(rate: number, random: Random): MaskSettings {
  const states = Int32Array.from({ length: 4 }, () => random.integer(1, 0xffffffff))
  return { limit: Math.round(rate * 65536), scale: Math.fround(1 / (1 - rate)), states }
}

/**
 * Masks of inverted dropout from four seeded 32-bit generators: `tf.dropout` with a seed takes many times as long
 * as the whole training step of a head. Eight values a round, the low halves of the four words and then the high
 * ones, as vector instructions would do it; each call begins a new round.
 *
 * G. Marsaglia, "Xorshift RNGs" (2003), with a multiplicative finish so that both halves are good.
 */
export function createMasks(rate: number, random: Random): FillMask {
  const { limit, scale, states } = maskSettings(rate, random)
  return mask => {
    for (let i = 0; i < mask.length; i += 8) {
      for (let lane = 0; lane < 4; lane++) {
        let state = states[lane] ?? 0
        state ^= state << 13
        state ^= state >>> 17
        state ^= state << 5
        states[lane] = state
        const word = Math.imul(state, 0x9e3779b1) ^ (state >>> 15)
        // The sign bit of limit − 1 − draw: 1 where the value stays. A write beyond the end is ignored.
        mask[i + lane] = ((limit - 1 - (word & 0xffff)) >>> 31) * scale
        mask[i + lane + 4] = ((limit - 1 - (word >>> 16)) >>> 31) * scale
      }
    }
  }
}

/** Dropout of some of a batch's pooled features, those of the images from `first`, inside a tidy; differentiable in x. */
export type DropOut = (x: Tensor2D, first?: number) => Tensor2D

/** For each batch of so many images one mask, of which its micro-batches take their rows: they drop what the whole would. */
export function createFeatureDropout(rate: number, random: Random): (images: number) => DropOut {
  if (rate === 0) return () => x => x
  const fill = createMasks(rate, random)
  return images => {
    let mask: Float32Array | undefined
    return (x, first = 0) => {
      const [rows, width] = x.shape
      if (mask === undefined) {
        mask = new Float32Array(images * width)
        fill(mask)
      }
      return x.mul(tf.tensor2d(mask.subarray(first * width, (first + rows) * width), x.shape))
    }
  }
}
