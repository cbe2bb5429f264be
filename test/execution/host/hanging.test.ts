import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../../../src/base/clock.ts'
import { createPulse, type Pulse } from '../../../src/base/pulse.ts'
import { supervise } from '../../../src/coordinator/supervision/supervise.ts'
import type { Executor } from '../../../src/execution/executor.ts'
import { type Host, type HostOptions, openHost } from '../../../src/execution/host/host.ts'
import type { FoldJob, Outcome } from '../../../src/trial/job.ts'
import { recipeSchema } from '../../../src/trial/recipe.ts'
import { temporaryFolder } from '../../setup/images.ts'
import { openTestHost, quickRecipe } from './open-host.ts'

let host: Host | undefined
let pulse: Pulse | undefined
afterEach(async () => {
  vi.unstubAllEnvs()
  pulse?.stop()
  await host?.close()
})

const job = (trial: number, recipe: object = {}): FoldJob => ({
  trial,
  fold: 0,
  seed: 5,
  metric: 'accuracy',
  recipe: recipeSchema.parse({ ...quickRecipe, ...recipe }),
})

/** A host of `hanging-main.mjs`, which hangs in these of its openings. */
async function hanging(hangs: string, options: Partial<HostOptions> = {}) {
  const file = path.join(temporaryFolder(), 'openings')
  writeFileSync(file, '')
  vi.stubEnv('NIGHTSWEEP_TEST_OPENINGS', file)
  vi.stubEnv('NIGHTSWEEP_TEST_HANGS', hangs)
  pulse = createPulse(systemClock, 20)
  const deaths: string[] = []
  const dataset = { kind: 'folders', root: path.dirname(file), classes: [], images: [], skipped: [] } as const
  const opening = openHost({
    opening: { dataset, imageSize: 32, engine: 'wasm', workers: 2 },
    threads: 1,
    entry: new URL('./hanging-main.mjs', import.meta.url),
    pulse,
    onDeath: reason => deaths.push(reason),
    ...options,
  }).then(opened => {
    host = opened
    return opened
  })
  return { opening, deaths, pulse }
}

const run = (executor: Executor, one: FoldJob): Promise<Outcome> =>
  executor.start(one, () => undefined).outcome

describe('a fold that hangs in a host', () => {
  /** Folds that may take half a second, and half a second more to stop. */
  async function limited() {
    const { opening, pulse, deaths } = await hanging('')
    const notes: string[] = []
    const executor = supervise(await opening, {
      pulse,
      minutes: 0.5 / 60,
      expected: () => expect.fail('there is a limit'),
      note: (_, text) => notes.push(text),
      graceMs: 500,
      patience: { toldMs: 300, stoppedMs: 60_000, stuckMs: 900 },
    })
    return { executor, notes, deaths }
  }

  test('and hears that it is to stop costs itself alone', async () => {
    const { executor, deaths } = await limited()
    expect(await run(executor, job(1))).toMatchObject({ status: 'failed', cause: 'deadline', epochs: 1 })
    expect(deaths).toEqual([])
  })

  test('and does not costs its process, which is replaced; the fold beside it is lost, and known to be innocent', async () => {
    const { executor, deaths } = await limited()
    const stuck = run(executor, job(2))
    // Begun later, so that it is not overdue when the process is ended.
    await new Promise(resolve => setTimeout(resolve, 700))
    const [overdue, beside] = await Promise.all([stuck, run(executor, { ...job(2), fold: 1 })])
    expect(overdue).toMatchObject({
      status: 'failed',
      cause: 'deadline',
      error: 'it was not done within the 0.5s of limits.foldMinutes',
    })
    expect(beside).toMatchObject({ status: 'failed', cause: 'lost', isInnocent: true })
    expect(deaths).toEqual([expect.stringContaining('ended for trial 2, fold 1: it was not done within')])
    expect(await run(executor, job(2))).toMatchObject({ status: 'done' })
  })

  test('and takes all of the process along: it is told of, replaced, and its folds are lost', async () => {
    const { executor, notes, deaths } = await limited()
    const outcome = await run(executor, job(3))
    expect(outcome).toMatchObject({ status: 'failed', cause: 'lost' })
    expect(outcome).not.toHaveProperty('isInnocent')
    expect(notes).toEqual([expect.stringMatching(/^the host process \(pid \d+\) does not answer/)])
    expect(deaths).toEqual([expect.stringMatching(/did not answer for 0\.9s and was ended$/)])
    expect(await run(executor, job(3))).toMatchObject({ status: 'done' })
  })
})

describe('an opening in which nothing moves', () => {
  test('is ended and tried again', async () => {
    const { opening, deaths } = await hanging('1', { quietestMs: 2000 })
    const { start } = await opening
    expect(deaths[0]).toMatch(/^the host process did not get on with opening for 2\.\ds/)
    expect(await start(job(0), () => undefined).outcome).toMatchObject({ status: 'done' })
  })

  test('three times, and then says where to look', async () => {
    const { opening, deaths } = await hanging('1,2,3', { quietestMs: 300 })
    await expect(opening).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/^nothing moved for 0\.\ds while images were read/),
      where: expect.stringContaining('nightsweep-'),
      next: expect.stringContaining('network drive'),
    })
    expect(deaths).toHaveLength(3)
  })
})

test.skipIf(process.platform !== 'linux')(
  'a real host that is stopped by a signal is told of, loses nothing, and goes on',
  async () => {
    host = await openTestHost()
    pulse = createPulse(systemClock, 200)
    const { pid } = host.opened
    const notes: string[] = []
    const patience = { toldMs: 1800, stoppedMs: 60_000, stuckMs: 60_000 }
    const executor = supervise(host, {
      pulse,
      minutes: 10,
      expected: () => expect.fail('there is a limit'),
      note(_, text) {
        notes.push(text)
        if (text.includes('kill -CONT')) process.kill(pid, 'SIGCONT')
      },
      patience,
    })
    let isStopped = false
    const begun = vi.fn()
    const onReport = () => {
      expect(begun).toHaveBeenCalledOnce()
      if (!isStopped) process.kill(pid, 'SIGSTOP')
      isStopped = true
    }
    const { outcome } = executor.start(job(0, { headEpochs: 300 }), onReport, begun)
    expect(await outcome).toMatchObject({ status: 'done', epochs: 300 })
    await vi.waitFor(() => expect(notes).toHaveLength(2), { timeout: 3000 })
    expect(notes).toEqual([
      `the host process (pid ${pid}) was stopped (SIGSTOP); \`kill -CONT ${pid}\` lets it go on`,
      expect.stringMatching(/^the host process \(pid \d+\) goes on after [1-3]\.\ds$/),
    ])
  },
)
