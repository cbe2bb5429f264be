import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { selfTest } from '../../src/engine/self-test.ts'
import { tf } from '../../src/engine/tf.ts'
import type { EngineName } from '../../src/trial/engine-names.ts'
import { cases } from './engine-cases.ts'
import { checkCase } from './engine-check.ts'
import { presentEngine } from './present-engine.ts'

/** What every engine must keep. A backend is global to a process, so each engine has a test file of its own. */
export async function engineContract(name: EngineName): Promise<void> {
  const engine = await presentEngine(name, `engine ${name}`)
  if (engine === undefined) return
  describe(`engine ${name}, ${engine.version} on ${engine.device}`, () => {
    beforeAll(() => tf.setBackend(name))
    afterAll(() => engine.close())

    test('trains a small network', () => expect(selfTest()).resolves.toBeUndefined())

    for (const item of cases) test(item.name, () => checkCase(item, name))
  })
}
