import { afterAll, beforeAll, describe, test } from 'vitest'
import { tf } from '../../src/engine/tf.ts'
import type { BackboneName } from '../../src/trial/backbone-names.ts'
import type { EngineName } from '../../src/trial/engine-names.ts'
import { checkBlocks, golden, goldenBackbones } from './golden-check.ts'
import { isPlayed, presentEngine, skip } from './present-engine.ts'

/** Enough where the processor plays a GPU. */
const small: readonly BackboneName[] = ['MobileNetV2-0.35', 'MobileNetV3Small']

/**
 * Every block of every backbone gives Keras' values on this engine. One test file per engine, as a backend is global to
 * a process.
 */
export async function goldenContract(name: EngineName): Promise<void> {
  const engine = await presentEngine(name, `Keras' values on ${name}`)
  if (engine === undefined) return
  const checked = isPlayed(engine) ? small : goldenBackbones
  describe(`${name}, ${engine.version} on ${engine.device}`, () => {
    beforeAll(() => tf.setBackend(name))
    afterAll(() => engine.close())

    for (const backbone of checked)
      for (const [side, expected] of Object.entries(golden[backbone] ?? {}))
        test(`${backbone} at ${side} pixels`, { timeout: 120_000 }, () =>
          checkBlocks(backbone, Number(side), expected),
        )
    const left = goldenBackbones.filter(backbone => !checked.includes(backbone))
    if (left.length > 0) skip(`Keras' values on ${name}: ${left.join(', ')}`, `too slow on ${engine.device}`)
  })
}
