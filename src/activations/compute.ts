import { type Tensor, tf } from '../engine/tf.ts'
import type { LoadedBackbone } from '../weights/loaded.ts'
import type { Output } from './output.ts'
import { createPass, passImages } from './pass.ts'
import { outputOf } from './subgraph.ts'

export { weightTensors } from './weight-tensors.ts'

/** The frozen part of a backbone, compiled for inference, its weights on the device until `dispose`. */
export interface Prefix {
  /** What n images (RGB, 0…255) come to, as a tensor [n, …] that the caller disposes. */
  output(pixels: Uint8Array): Tensor
  dispose(): void
}

interface PrefixOptions {
  /** The last layer that is run; the backbone's output unless given. */
  readonly to?: string
  /** Average over positions after it: rows of channels. */
  readonly pool: boolean
  /** At once, at most. */
  readonly images?: number
}

/** A pass with one output. */
export function createPrefix(
  backbone: LoadedBackbone,
  { to, pool, images = passImages }: PrefixOptions,
): Prefix {
  const output: Output = { layer: to ?? outputOf(backbone.graph).name, pool }
  const pass = createPass(backbone, { outputs: [output] })
  const [size, width, channels] = backbone.graph.inputShape
  const batchLength = Math.min(images, passImages) * size * width * channels
  return {
    output: pixels =>
      tf.tidy(() => {
        const parts: Tensor[] = []
        for (let start = 0; start < pixels.length; start += batchLength)
          parts.push(...pass.outputs(pixels.subarray(start, start + batchLength)))
        return tf.concat(parts, 0)
      }),
    dispose: () => pass.dispose(),
  }
}
