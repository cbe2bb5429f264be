import type { Random } from '../base/random.ts'
import { type Tensor2D, tf } from '../engine/tf.ts'

/** Fills an array with a fresh mask: 0 with probability `rate`, else 1 / (1 − rate). */
export type FillMask = (mask: Float32Array) => void

/**
 * Masks of inverted dropout from a seeded 32-bit generator, two values a word and no branch: `tf.dropout` with a
 * seed takes many times as long as the whole training step of a head. The rate is rounded to 1/65536.
 */
export function createMasks(rate: number, random: Random): FillMask {
  const draw = xorshift32(random)
  const limit = Math.round(rate * 65536) - 1
  const scale = 1 / (1 - rate)
  return mask => {
    for (let i = 0; i < mask.length; i += 2) {
      const word = draw()
      // The sign bit of limit − draw: 1 where the value stays. A write beyond the end is ignored.
      mask[i] = ((limit - (word & 0xffff)) >>> 31) * scale
      mask[i + 1] = ((limit - (word >>> 16)) >>> 31) * scale
    }
  }
}

/** G. Marsaglia, "Xorshift RNGs" (2003), with a multiplicative finish so that both halves are good. */
function xorshift32(random: Random): () => number {
  let state = random.integer(1, 0xffffffff)
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return Math.imul(state, 0x9e3779b1) ^ (state >>> 15)
  }
}

/** Dropout of pooled features, inside a tidy; differentiable in x. */
export function createFeatureDropout(rate: number, random: Random): (x: Tensor2D) => Tensor2D {
  if (rate === 0) return x => x
  const fill = createMasks(rate, random)
  return x => {
    const mask = new Float32Array(x.size)
    fill(mask)
    return x.mul(tf.tensor2d(mask, x.shape))
  }
}
