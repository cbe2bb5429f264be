import { afterAll, beforeEach, describe, test } from 'vitest'
import { tf } from '../../src/engine/tf.ts'
import type { BackboneName } from '../../src/trial/backbone-names.ts'
import type { EngineName } from '../../src/trial/engine-names.ts'
import { checkFamily, families } from './fine-tuning-check.ts'
import { isPlayed, presentEngine, skip } from './present-engine.ts'

/** Enough where the processor plays a GPU. */
const smallFamilies: readonly BackboneName[] = ['MobileNetV2-0.35', 'MobileNetV3Small']

/**
 * Three steps of fine-tuning the last two blocks lower the loss, and change nothing but those blocks and the head:
 * each network family on one engine, by the path that a sweep takes. One test file per engine, as a backend is
 * global to a process.
 */
export async function fineTuningContract(name: EngineName): Promise<void> {
  const engine = await presentEngine(name, `fine-tuning on ${name}`)
  if (engine === undefined) return
  const isSlow = isPlayed(engine)
  describe(`fine-tuning on ${name}, ${engine.version} on ${engine.device}`, () => {
    const lines: string[] = []
    beforeEach(() => tf.setBackend(name))
    afterAll(() => {
      engine.close()
      console.log([`fine-tuning on ${name}: loss before and after three steps`, ...lines].join('\n'))
    })

    for (const family of isSlow ? smallFamilies : families)
      test(family, { timeout: 300_000 }, async () => {
        lines.push(await checkFamily(family, isSlow ? 'cpu' : name))
      })
    if (isSlow) {
      const left = families.filter(family => !smallFamilies.includes(family))
      skip(`fine-tuning on ${name}: ${left.join(', ')}`, `too slow on ${engine.device}`)
    }
  })
}
