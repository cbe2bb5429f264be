import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Host } from '../../../src/execution/host/host.ts'
import type { FoldJob, Outcome, Report } from '../../../src/trial/job.ts'
import { recipeSchema } from '../../../src/trial/recipe.ts'
import { openTestHost, quickRecipe } from './open-host.ts'

let host: Host
beforeAll(async () => {
  host = await openTestHost()
})
afterAll(() => host.close())

const jobOf = (trial: number, recipe: object = {}): FoldJob => ({
  trial,
  fold: trial % 2,
  seed: trial,
  metric: 'accuracy',
  recipe: recipeSchema.parse({ ...quickRecipe, headEpochs: 6, ...recipe }),
})

const varied = Array.from({ length: 16 }, (_, i) =>
  jobOf(i, {
    learningRate: 10 ** (-3 + (i % 3)),
    batchSize: [4, 8, 12][i % 3],
    optimizer: (['adam', 'sgd', 'rmsprop'] as const)[i % 3],
    dropout: (i % 4) / 10,
    labelSmoothing: i % 5 === 0 ? 0.1 : 0,
    classWeights: i % 2 === 0 ? 'balanced' : 'none',
    l2: i % 3 === 0 ? 1e-3 : 0,
    earlyStopping: i % 2 === 0 ? { patience: 1 + (i % 3) } : null,
    schedule: i % 4 === 0 ? 'cosine' : 'constant',
  }),
)

interface Run {
  readonly outcome: Outcome
  readonly reports: readonly Report[]
}

async function run(job: FoldJob, isEnough: (report: Report) => boolean = () => false): Promise<Run> {
  const reports: Report[] = []
  const fold = host.start(job, report => {
    reports.push(report)
    if (isEnough(report)) fold.stop('enough')
  })
  return { outcome: await fold.outcome, reports }
}

/** All but the time, and who did it. */
const timeless = ({ outcome, reports }: Run) => ({
  outcome: { ...outcome, seconds: 0, worker: 0 },
  reports: reports.map(report => ({ ...report, seconds: 0 })),
})

test('heads trained together come to what each comes to alone', async () => {
  const together = await Promise.all(varied.map(job => run(job)))
  const alone: Run[] = []
  for (const job of varied) alone.push(await run(job))
  expect(together.map(timeless)).toEqual(alone.map(timeless))
  expect(together.map(({ outcome }) => outcome.status)).toEqual(varied.map(() => 'done'))
  for (const [i, { reports, outcome }] of together.entries()) {
    expect(reports.map(({ trial, epoch }) => [trial, epoch])).toEqual(
      Array.from({ length: outcome.epochs }, (_, epoch) => [i, epoch + 1]),
    )
  }
  expect(new Set(together.map(({ outcome }) => outcome.epochs)).size).toBeGreaterThan(1)
})

test('one that is told to stop, and one that diverges, leave the others alone', async () => {
  const endless = jobOf(100, { headEpochs: 9000 })
  const wild = jobOf(101, { optimizer: 'sgd', learningRate: 5, l2: 1000, headEpochs: 60 })
  const [stopped, failed, ...others] = await Promise.all([
    run(endless, ({ epoch }) => epoch >= 3),
    run(wild),
    ...varied.map(job => run(job)),
  ])
  expect(stopped.outcome.status).toBe('stopped')
  expect(stopped.outcome.epochs).toBeLessThan(9000)
  expect(failed.outcome).toMatchObject({ status: 'failed', cause: 'diverged' })
  expect(others.map(({ outcome }) => outcome.status)).toEqual(varied.map(() => 'done'))
})
