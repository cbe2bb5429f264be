import type { PreprocessingName } from './backbone.ts'

interface Rule {
  readonly bgr: boolean
  /** Of R, G and B (BGR: of B, G and R), as in `value · scale + offset`. */
  readonly scale: readonly [number, number, number]
  readonly offset: readonly [number, number, number]
}

const mean = [0.485, 0.456, 0.406] as const
const deviation = [0.229, 0.224, 0.225] as const

/** Keras' `imagenet_utils.preprocess_input` modes; `unit` and `raw` for networks that were trained so. */
const rules: Readonly<Record<PreprocessingName, Rule>> = {
  tf: { bgr: false, scale: [1 / 127.5, 1 / 127.5, 1 / 127.5], offset: [-1, -1, -1] },
  torch: {
    bgr: false,
    scale: [1 / 255 / deviation[0], 1 / 255 / deviation[1], 1 / 255 / deviation[2]],
    offset: [-mean[0] / deviation[0], -mean[1] / deviation[1], -mean[2] / deviation[2]],
  },
  caffe: { bgr: true, scale: [1, 1, 1], offset: [-103.939, -116.779, -123.68] },
  unit: { bgr: false, scale: [1 / 255, 1 / 255, 1 / 255], offset: [0, 0, 0] },
  raw: { bgr: false, scale: [1, 1, 1], offset: [0, 0, 0] },
}

/** RGB pixels [count, size, size, 3] as the network wants them: float32 of the same shape. */
export function preprocess(
  pixels: Uint8Array,
  count: number,
  size: number,
  name: PreprocessingName,
): Float32Array {
  const length = count * size * size * 3
  if (pixels.length < length)
    throw new RangeError(`${pixels.length} bytes are not ${count} images of ${size}×${size} pixels`)
  const { bgr, scale, offset } = rules[name]
  const [s0, s1, s2] = scale
  const [o0, o1, o2] = offset
  const [first, third] = bgr ? [2, 0] : [0, 2]
  const out = new Float32Array(length)
  for (let i = 0; i < length; i += 3) {
    out[i] = (pixels[i + first] ?? 0) * s0 + o0
    out[i + 1] = (pixels[i + 1] ?? 0) * s1 + o1
    out[i + 2] = (pixels[i + third] ?? 0) * s2 + o2
  }
  return out
}
