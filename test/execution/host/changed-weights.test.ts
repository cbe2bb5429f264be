import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { createLedger } from '../../../src/coordinator/ledger.ts'
import { noticeWeights } from '../../../src/coordinator/used-weights.ts'
import type { Host } from '../../../src/execution/host/host.ts'
import { stateOf } from '../../../src/run/book.ts'
import type { RunEvent } from '../../../src/run/event.ts'
import type { FoldJob } from '../../../src/trial/job.ts'
import { recipeSchema } from '../../../src/trial/recipe.ts'
import { header, someSweep } from '../../coordinator/simulate.ts'
import { temporaryFolder } from '../../setup/images.ts'
import { openingOf, openTestHost, quickRecipe } from './open-host.ts'

let host: Host | undefined
afterEach(() => host?.close())

const file = path.join(temporaryFolder(), 'own.safetensors')
copyFileSync(new URL('../../../src/backbones/pocket/pocket.safetensors', import.meta.url), file)
const job = (learningRate: number): FoldJob => ({
  trial: 0,
  fold: 0,
  seed: 5,
  metric: 'accuracy',
  recipe: recipeSchema.parse({ ...quickRecipe, backbone: 'Pocket', weights: file, learningRate }),
})

async function killed(): Promise<void> {
  host?.restart('killed by hand')
  await vi.waitUntil(() => host?.vitals().pid === undefined)
}

test('a weight file that is another one when a new process reads it is refused, also in the next session', async () => {
  const sound = readFileSync(file)
  const written: RunEvent[] = []
  const ledger = createLedger({
    begun: stateOf(header(someSweep())),
    append: async events => void written.push(...events),
    now: () => new Date(),
  })
  ledger.open()
  const opening = await openingOf({ workers: 1, imageSize: 64 })
  const run = () => host?.start(job(0.01), () => undefined).outcome
  host = await openTestHost({ opening, onWeights: used => noticeWeights(used, ledger) })
  expect(await run()).toMatchObject({ status: 'done' })
  await killed()
  expect(await run()).toMatchObject({ status: 'done' })
  await ledger.flush()
  expect(written).toMatchObject([{ type: 'weights', backbone: 'Pocket', weights: file }])

  const other = Buffer.from(sound)
  other.writeFloatLE(0.25, other.length - 4)
  writeFileSync(file, other)
  await killed()
  const refusal = {
    name: 'UserError',
    where: file,
    message: expect.stringMatching(/Pocket have changed since/),
  }
  await expect(run()).rejects.toMatchObject(refusal)

  const begun = stateOf([...header(someSweep()), ...written])
  const next = createLedger({ begun, append: async () => undefined, now: () => new Date() })
  await host.close()
  host = await openTestHost({ opening, onWeights: used => noticeWeights(used, next) })
  await expect(run()).rejects.toMatchObject(refusal)
})
