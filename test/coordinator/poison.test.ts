import { readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { expect, test } from 'vitest'
import { createLedger } from '../../src/coordinator/ledger.ts'
import { runLoop } from '../../src/coordinator/loop.ts'
import type { Executor } from '../../src/execution/executor.ts'
import { createNoPruner } from '../../src/pruners/none.ts'
import { stateOf } from '../../src/run/book.ts'
import { createSampler } from '../../src/samplers/index.ts'
import { openTestHost, quickRecipe } from '../execution/host/open-host.ts'
import { header, someSweep } from './simulate.ts'

/** Children of this process that run the host, as the system knows them. */
function hostPids(): number[] {
  return readdirSync('/proc').flatMap(name => {
    try {
      const isHost = readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('host/main.js')
      const [, parent] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      return isHost && Number(parent) === process.pid ? Number(name) : []
    } catch {
      return []
    }
  })
}

/** Kills the host as soon as one of the trial's folds reports. */
const poisonedBy = (executor: Executor, trial: number): Executor => ({
  ...executor,
  start: (job, onReport) =>
    executor.start(job, report => {
      if (job.trial === trial && job.fold === 1) for (const pid of hostPids()) process.kill(pid, 'SIGKILL')
      onReport(report)
    }),
})

const sweep = someSweep({
  folds: { k: 2, stratified: true, grouped: false, seed: 1 },
  budget: { trials: 34 },
  recipe: { ...quickRecipe, headEpochs: 40 } as never,
  // The poison takes so long that it is killed for certain before it is done.
  enqueue: Array.from({ length: 10 }, (_, trial) => ({
    learningRate: 1e-3 * (1 + trial),
    ...(trial === 9 ? { headEpochs: 10_000 } : {}),
  })),
  space: {
    learningRate: { kind: 'float', min: 1e-4, max: 1e-2, scale: 'log' },
    dropout: { kind: 'float', min: 0, max: 0.5, scale: 'linear' },
  },
})

async function run(poison?: number) {
  const host = await openTestHost()
  const ledger = createLedger({
    begun: stateOf(header(sweep)),
    append: async () => {},
    now: () => new Date(),
  })
  let most = 0
  ledger.open()
  const watched: Executor = {
    ...host,
    start(job, onReport) {
      most = Math.max(most, ledger.state.running.size)
      return (poison === undefined ? host : poisonedBy(host, poison)).start(job, onReport)
    },
  }
  const end = await runLoop({
    sweep,
    k: 2,
    executor: watched,
    ledger,
    sampler: createSampler({ type: 'random' }),
    pruner: createNoPruner(),
    lookAhead: null,
  })
  await host.close()
  return { end, most, trials: ledger.state.trials }
}

test.skipIf(process.platform !== 'linux')(
  'of 64 heads in flight on a real host, one kills its process each time: it alone fails',
  async () => {
    const calm = await run()
    expect(calm.trials.map(({ state }) => state)).toEqual(Array(34).fill('completed'))
    const { end, most, trials } = await run(9)
    expect(end).toBe('finished')
    expect(most).toBe(64)
    expect(trials.filter(({ state }) => state !== 'completed')).toMatchObject([
      { number: 9, state: 'failed', cause: 'lost', reason: expect.stringContaining('SIGKILL') },
    ])
    const scores = (all: typeof trials) =>
      all.map(({ number, folds }) => (number === 9 ? [] : folds.map(fold => fold?.metrics)))
    expect(scores(trials)).toEqual(scores(calm.trials))
  },
  400_000,
)
