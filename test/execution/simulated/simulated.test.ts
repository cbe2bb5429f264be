import { expect, test } from 'vitest'
import { createSimulated, type Simulated } from '../../../src/execution/simulated/simulated.ts'
import type { FoldJob, Outcome, Report } from '../../../src/trial/job.ts'
import { recipeSchema } from '../../../src/trial/recipe.ts'

const job = (change: object = {}): FoldJob => ({
  trial: 0,
  fold: 0,
  recipe: recipeSchema.parse({ headEpochs: 3, fineTuneEpochs: 2, ...change }),
  seed: 1,
  metric: 'accuracy',
})

const run = (
  executor: Simulated,
  one: FoldJob,
  onReport: (report: Report) => void = () => undefined,
): Promise<Outcome> => executor.start(one, onReport).outcome

test('time passes as if it trained: folds at once, one after the other', async () => {
  const executor = createSimulated({ secondsPerEpoch: () => 10 })
  const begun = executor.clock.now().getTime()
  await Promise.all([run(executor, job()), run(executor, job())])
  expect(executor.clock.now().getTime() - begun).toBe(30_000)
  await run(executor, job({ unfreezeDepth: 1 }))
  expect(executor.clock.now().getTime() - begun).toBe(80_000)
})

test('timers ring between epochs, unless they are cancelled', async () => {
  const executor = createSimulated()
  const rung: string[] = []
  executor.clock.after(1500, () => rung.push('timer'))
  executor.clock.after(1600, () => rung.push('cancelled'))()
  await run(executor, job(), ({ epoch }) => rung.push(`epoch ${epoch}`))
  expect(rung).toEqual(['epoch 1', 'timer', 'epoch 2', 'epoch 3'])
})

test('crashes as told, by attempt and epoch', async () => {
  const executor = createSimulated({
    crash: (_, attempt, epoch) => (attempt === 1 && epoch === 2 ? 'lost' : undefined),
  })
  expect(await run(executor, job())).toMatchObject({ status: 'failed', cause: 'lost', epochs: 1 })
  expect(await run(executor, job())).toMatchObject({ status: 'done', epochs: 3 })
})

test('a good recipe beats a bad one', async () => {
  const executor = createSimulated()
  const scores = await Promise.all(
    [1e-3, 1e-1].map(async learningRate => {
      const outcome = await run(executor, job({ learningRate, headEpochs: 20 }))
      return outcome.status === 'done' ? outcome.metrics.accuracy : Number.NaN
    }),
  )
  expect(scores[0]).toBeGreaterThan((scores[1] ?? 1) + 0.1)
})
