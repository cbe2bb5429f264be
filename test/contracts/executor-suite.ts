import { describe, expect, test } from 'vitest'
import type { Executor } from '../../src/execution/executor.ts'
import type { FoldJob, Outcome, Report } from '../../src/trial/job.ts'
import { recipeSchema } from '../../src/trial/recipe.ts'

export interface ExecutorCase {
  readonly executor: Executor
  /** Other recipe values that the implementation needs. */
  readonly recipe?: object
}

const run = (executor: Executor, job: FoldJob): Promise<Outcome> =>
  executor.start(job, () => undefined).outcome

/** What every executor promises. `open` gives a fresh one that can run folds 0 and 1; the suite closes it. */
export function executorSuite(name: string, open: () => Promise<ExecutorCase>): void {
  const headEpochs = 3
  const withExecutor = async (
    use: (executor: Executor, jobOf: (fold: number) => FoldJob) => Promise<void>,
  ) => {
    const { executor, recipe } = await open()
    const full = recipeSchema.parse({ headEpochs, ...recipe })
    const jobOf = (fold: number): FoldJob => ({ trial: 0, fold, recipe: full, seed: 5, metric: 'accuracy' })
    try {
      await use(executor, jobOf)
    } finally {
      await executor.close()
    }
  }

  describe(`executor ${name}`, () => {
    test('reports every epoch, from 1, under the job’s own numbers, then is done', () =>
      withExecutor(async (executor, jobOf) => {
        const reports: Report[] = []
        const { outcome } = executor.start(jobOf(1), report => reports.push(report))
        expect(await outcome).toMatchObject({ status: 'done', epochs: headEpochs })
        expect(reports.map(({ epoch }) => epoch)).toEqual([1, 2, 3])
        for (const report of reports) {
          expect(report).toMatchObject({ trial: 0, fold: 1, epochs: headEpochs, stage: 'head' })
          expect(report.metrics.accuracy).toBeGreaterThanOrEqual(0)
          expect(report.metrics.accuracy).toBeLessThanOrEqual(1)
        }
      }))

    test('the same job again gives the same metrics', () =>
      withExecutor(async (executor, jobOf) => {
        const metrics = async () => {
          const outcome = await run(executor, jobOf(0))
          return outcome.status === 'done' ? outcome.metrics : outcome
        }
        expect(await metrics()).toEqual(await metrics())
      }))

    test('`stop` ends the fold as stopped, and the executor is good for more', () =>
      withExecutor(async (executor, jobOf) => {
        // It may take a moment to arrive, so the fold is long enough to be overtaken.
        const long = { ...jobOf(0), recipe: { ...jobOf(0).recipe, headEpochs: 2000 } }
        const fold = executor.start(long, () => fold.stop('enough'))
        const outcome = await fold.outcome
        expect(outcome).toMatchObject({ status: 'stopped', reason: 'enough' })
        expect(outcome.epochs).toBeLessThan(2000)
        expect(await run(executor, jobOf(1))).toMatchObject({ status: 'done' })
      }))

    test('stopped before its first epoch it reports nothing; stopped after its end it stays what it was', () =>
      withExecutor(async (executor, jobOf) => {
        const reports: Report[] = []
        const early = executor.start(jobOf(0), report => reports.push(report))
        early.stop('too early')
        expect(await early.outcome).toMatchObject({ status: 'stopped', epochs: 0, reason: 'too early' })
        expect(reports).toEqual([])
        const late = executor.start(jobOf(0), () => undefined)
        const outcome = await late.outcome
        late.stop('too late')
        expect(await late.outcome).toBe(outcome)
        expect(outcome.status).toBe('done')
      }))

    test('runs as many at once as it says', () =>
      withExecutor(async (executor, jobOf) => {
        expect(executor.capacity).toBeGreaterThanOrEqual(1)
        const folds = Array.from({ length: executor.capacity }, (_, i) => i % 2)
        const outcomes = await Promise.all(folds.map(fold => run(executor, jobOf(fold))))
        expect(outcomes.map(({ status }) => status)).toEqual(folds.map(() => 'done'))
      }))

    test('closing ends running folds as stopped; then nothing is started, and closing again does no harm', () =>
      withExecutor(async (executor, jobOf) => {
        const long = { ...jobOf(0), recipe: { ...jobOf(0).recipe, headEpochs: 2000 } }
        let begun = () => {}
        const running = new Promise<void>(resolve => {
          begun = resolve
        })
        const { outcome } = executor.start(long, () => begun())
        await running
        await executor.close()
        expect((await outcome).status).toBe('stopped')
        expect((await run(executor, jobOf(1))).status).toBe('stopped')
        await executor.close()
      }))
  })
}
