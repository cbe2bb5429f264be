import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RunEvent } from '../../src/run/event.ts'
import type { RunState } from '../../src/run/state.ts'
import type { Sweep } from '../../src/sweep/sweep.ts'
import type { FoldJob } from '../../src/trial/job.ts'
import { header, only, session, simulate, someSweep } from './simulate.ts'

/** Trial 1 fails, fold 0 of trial 2 is lost once. */
const crash = ({ trial, fold }: FoldJob, attempt: number, epoch: number) => {
  if (trial === 1 && fold === 2 && epoch === 2) return 'error'
  return trial === 2 && fold === 0 && attempt === 1 && epoch === 2 ? 'lost' : undefined
}

/** What must not depend on where a run was cut: configs, how trials ended, scores of completed ones. */
function resultOf({ trials }: RunState) {
  return trials.map(({ config, state, folds }) => ({
    config,
    state,
    scores: state === 'completed' ? folds.map(fold => fold?.metrics) : undefined,
  }))
}

/** Every fold that finished before the cut is there once; none is trained again. */
function expectNoneTwice(journal: readonly RunEvent[]): void {
  const done = only(journal, 'foldEnded').filter(({ outcome }) => outcome.status === 'done')
  const keys = done.map(({ trial, fold }) => `${trial}/${fold}`)
  expect(keys).toEqual([...new Set(keys)])
}

/** What was lost once is not lost again: attempts count over all sessions. */
function resume(sweep: Sweep, prefix: readonly RunEvent[], capacity: number) {
  const lost = new Set(
    only(prefix, 'foldEnded')
      .filter(({ again }) => again !== undefined)
      .map(({ trial, fold }) => `${trial}/${fold}`),
  )
  const rest: typeof crash = (job, attempt, epoch) =>
    crash(job, attempt + (lost.has(`${job.trial}/${job.fold}`) ? 1 : 0), epoch)
  return simulate(sweep, { journal: [...prefix, session()], crash: rest, capacity })
}

test('cut after any event, a resumed run ends with the same trials and trains no finished fold again', async () => {
  const sweep = someSweep({ enqueue: [{ dropout: 0.1 }] })
  const whole = await simulate(sweep, { crash })
  expect(whole.state.trials.map(({ state }) => state)).toContain('failed')
  for (let cut = header(sweep).length; cut <= whole.journal.length; cut++) {
    const resumed = await resume(sweep, whole.journal.slice(0, cut), 2)
    expect(resumed.end).toBe('finished')
    expect(resultOf(resumed.state)).toEqual(resultOf(whole.state))
    expectNoneTwice(resumed.journal)
  }
})

test('so it does after several cuts, with other numbers of workers each time', async () => {
  const sweep = someSweep({ budget: { trials: 4 } })
  const whole = await simulate(sweep, { crash })
  const cuts = fc.array(
    fc.record({
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      capacity: fc.integer({ min: 1, max: 5 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  await fc.assert(
    fc.asyncProperty(cuts, async all => {
      let journal = whole.journal
      for (const { share, capacity } of all) {
        const kept = header(sweep).length + Math.floor(share * (journal.length - header(sweep).length))
        journal = (await resume(sweep, journal.slice(0, kept), capacity)).journal
      }
      const { state } = await resume(sweep, journal, 1)
      expect(resultOf(state)).toEqual(resultOf(whole.state))
      expectNoneTwice(journal)
    }),
    { numRuns: 30 },
  )
})

test('with a pruner: the same configs, every trial ends, no finished fold twice', async () => {
  const sweep = someSweep({
    budget: { trials: 10 },
    pruner: { type: 'median', startupTrials: 2, warmupEpochs: 1 },
  })
  const whole = await simulate(sweep, { crash })
  expect(whole.state.trials.map(({ state }) => state)).toContain('pruned')
  for (let cut = header(sweep).length; cut <= whole.journal.length; cut += 3) {
    const { state, journal } = await resume(sweep, whole.journal.slice(0, cut), 2)
    expect(state.trials.map(({ config }) => config)).toEqual(whole.state.trials.map(({ config }) => config))
    expect(state.trials.map(trial => trial.state)).not.toContain('running')
    expectNoneTwice(journal)
  }
})

test('unfinished folds of earlier trials come first', async () => {
  const sweep = someSweep()
  const whole = await simulate(sweep, { capacity: 4 })
  const cut = whole.journal.findIndex(event => event.type === 'trialStarted' && event.trial === 3)
  const { added } = await resume(sweep, whole.journal.slice(0, cut + 1), 4)
  const trials = only(added, 'foldStarted').map(({ trial }) => trial)
  expect(trials.slice(0, 4)).toEqual([...trials.slice(0, 4)].sort((a, b) => a - b))
  expect(trials[0]).toBeLessThan(3)
})

test('a finished run with a larger budget goes on with the next number and the configs it would have had', async () => {
  const short = await simulate(someSweep({ budget: { trials: 3 } }))
  const long = await simulate(someSweep({ budget: { trials: 6 } }))
  const resumed = await simulate(someSweep({ budget: { trials: 6 } }), {
    journal: [...short.journal, session()],
  })
  expect(resultOf(resumed.state)).toEqual(resultOf(long.state))
})

test('a run that was given up for its failures gets a new chance', async () => {
  const sweep = someSweep({ budget: { trials: 20 } })
  const failed = await simulate(sweep, { crash: () => 'error' })
  expect(failed.end).toBe('failed')
  const repaired = await simulate(sweep, { journal: [...failed.journal, session()] })
  expect(repaired.end).toBe('finished')
  expect(repaired.state.trials.filter(({ state }) => state === 'completed').length).toBeGreaterThanOrEqual(2)
})
