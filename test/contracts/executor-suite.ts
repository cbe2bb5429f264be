import { describe, expect, test } from 'vitest'
import type { Executor } from '../../src/execution/executor.ts'
import type { FoldJob, Report } from '../../src/trial/job.ts'
import { recipeSchema } from '../../src/trial/recipe.ts'

export interface ExecutorCase {
  readonly executor: Executor
  /** Other recipe values that the implementation needs. */
  readonly recipe?: object
}

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
        const outcome = await executor.run(jobOf(1), report => {
          reports.push(report)
          return 'go on'
        })
        expect(reports.map(({ epoch }) => epoch)).toEqual([1, 2, 3])
        for (const report of reports) {
          expect(report).toMatchObject({ trial: 0, fold: 1, epochs: headEpochs, stage: 'head' })
          expect(report.metrics.accuracy).toBeGreaterThanOrEqual(0)
          expect(report.metrics.accuracy).toBeLessThanOrEqual(1)
        }
        expect(outcome).toMatchObject({ status: 'done', epochs: headEpochs })
      }))

    test('the same job again gives the same metrics', () =>
      withExecutor(async (executor, jobOf) => {
        const run = async () => {
          const outcome = await executor.run(jobOf(0), () => 'go on')
          return outcome.status === 'done' ? outcome.metrics : outcome
        }
        expect(await run()).toEqual(await run())
      }))

    test('`stop` ends the fold as stopped, and the executor is good for more', () =>
      withExecutor(async (executor, jobOf) => {
        // An answer may take a moment to arrive, so the fold is long enough to be overtaken.
        const long = { ...jobOf(0), recipe: { ...jobOf(0).recipe, headEpochs: 2000 } }
        const outcome = await executor.run(long, () => 'stop')
        expect(outcome.status).toBe('stopped')
        expect(outcome.epochs).toBeLessThan(2000)
        expect(await executor.run(jobOf(1), () => 'go on')).toMatchObject({ status: 'done' })
      }))

    test('runs as many at once as it says', () =>
      withExecutor(async (executor, jobOf) => {
        expect(executor.capacity).toBeGreaterThanOrEqual(1)
        const folds = Array.from({ length: executor.capacity }, (_, i) => i % 2)
        const outcomes = await Promise.all(folds.map(fold => executor.run(jobOf(fold), () => 'go on')))
        expect(outcomes.map(({ status }) => status)).toEqual(folds.map(() => 'done'))
      }))

    test('closing ends running folds as stopped; then nothing is started, and closing again does no harm', () =>
      withExecutor(async (executor, jobOf) => {
        const long = { ...jobOf(0), recipe: { ...jobOf(0).recipe, headEpochs: 2000 } }
        let begun = () => {}
        const running = new Promise<void>(resolve => {
          begun = resolve
        })
        const outcome = executor.run(long, () => {
          begun()
          return 'go on'
        })
        await running
        await executor.close()
        expect((await outcome).status).toBe('stopped')
        expect((await executor.run(jobOf(1), () => 'go on')).status).toBe('stopped')
        await executor.close()
      }))
  })
}
