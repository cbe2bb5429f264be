import type { Output } from '../../src/activations/output.ts'
import { createPass } from '../../src/activations/pass.ts'
import { outputOf } from '../../src/activations/subgraph.ts'
import type { LoadedBackbone } from '../../src/weights/loaded.ts'

/** One output of the frozen layers for some images (RGB, 0…255), as the program computes them chunk by chunk. */
export async function computeActivations(
  backbone: LoadedBackbone,
  pixels: Uint8Array,
  { to, pool }: { readonly to?: string; readonly pool: boolean },
  into: Float32Array,
): Promise<void> {
  const output: Output = { layer: to ?? outputOf(backbone.graph).name, pool }
  const pass = createPass(backbone, { outputs: [output] })
  try {
    await pass.run(pixels, [into])
  } finally {
    pass.dispose()
  }
}
