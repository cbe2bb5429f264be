import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import { slotsOf } from '../../src/execution/pool/slots.ts'
import type { RunEvent } from '../../src/run/event.ts'
import type { RunState } from '../../src/run/state.ts'
import type { FoldJob } from '../../src/trial/job.ts'
import { only, session, simulate, someSweep } from './simulate.ts'

const { unfreezeDepth: _, ...heads } = someSweep().space
const headsOnly = someSweep({ space: heads, budget: { trials: 40 } })

const scores = ({ trials }: RunState) => trials.map(({ folds }) => folds.map(fold => fold?.metrics))
const deaths = (added: readonly RunEvent[]) =>
  new Set(
    only(added, 'foldEnded')
      .filter(({ outcome }) => outcome.status === 'failed')
      .map(({ at }) => at),
  ).size

/** The fold kills the process that runs it, and all others with it, each time it comes to its second epoch. */
const poison = (trial: number, fold: number) => (job: FoldJob, _: number, epoch: number) =>
  job.trial === trial && job.fold === fold && epoch === 2 ? ('death' as const) : undefined

describe('a fold that kills its process each time', () => {
  test('among 64 in flight fails its trial alone; all others come to what they come to undisturbed', async () => {
    const calm = await simulate(headsOnly, { capacity: 2, slotsOf })
    const { end, state, added } = await simulate(headsOnly, { capacity: 2, slotsOf, crash: poison(7, 1) })
    expect(end).toBe('finished')
    expect(state.trials.filter(trial => trial.state === 'failed').map(({ number }) => number)).toEqual([7])
    expect(state.trials[7]).toMatchObject({ cause: 'lost', reason: 'fold 2: the process died' })
    const others = (all: unknown[]) => all.filter((_, trial) => trial !== 7)
    expect(others(scores(state))).toEqual(others(scores(calm.state)))
    expect(deaths(added)).toBe(4)
  })

  test.each([1, 2, 3, 8])('with %i workers, too', async capacity => {
    const { state } = await simulate(someSweep(), { capacity, crash: poison(2, 0) })
    expect(state.trials.map(trial => trial.state === 'failed')).toEqual([0, 1, 2, 3, 4, 5].map(n => n === 2))
  })

  test('two of them are both found', async () => {
    const [a, b] = [poison(3, 0), poison(4, 2)]
    const { state } = await simulate(headsOnly, {
      capacity: 2,
      slotsOf,
      crash: (job, attempt, epoch) => a(job, attempt, epoch) ?? b(job, attempt, epoch),
    })
    const failed = state.trials.filter(trial => trial.state === 'failed')
    expect(failed.map(({ number }) => number)).toEqual([3, 4])
  })

  test('is not run beside others that it has not died with', async () => {
    const { added } = await simulate(headsOnly, { capacity: 2, slotsOf, crash: poison(7, 1) })
    const innocent = new Set<string>()
    for (const event of added) {
      if (event.type !== 'foldEnded' || event.outcome.status !== 'failed') continue
      if (event.trial !== 7) innocent.add(`${event.trial}/${event.fold}`)
    }
    // 64 were in flight at the first death; no other fold was ever drawn in.
    expect(innocent.size).toBeLessThan(64)
  })
})

test('a process that dies now and then costs no trial and changes no score', async () => {
  for (const seed of [1, 2, 3]) {
    const random = createRandom(seed)
    const fatal = new Set(
      Array.from({ length: 12 }, () => `${random.integer(0, 39)}/${random.integer(0, 2)}`),
    )
    const calm = await simulate(headsOnly, { capacity: 2, slotsOf })
    const { state } = await simulate(headsOnly, {
      capacity: 2,
      slotsOf,
      crash: ({ trial, fold }, attempt, epoch) =>
        attempt === 1 && epoch === 2 && fatal.has(`${trial}/${fold}`) ? 'death' : undefined,
    })
    expect(state.trials.every(trial => trial.state === 'completed')).toBe(true)
    expect(scores(state)).toEqual(scores(calm.state))
  }
})

describe('attempts', () => {
  test('are numbered over all sessions, and deaths of earlier ones are remembered', async () => {
    const sweep = someSweep({ budget: { trials: 3 } })
    const crash = poison(1, 1)
    const whole = await simulate(sweep, { crash, capacity: 2 })
    const deadly = whole.journal.flatMap((event, i) =>
      event.type === 'foldEnded' && event.trial === 1 && event.fold === 1 ? i : [],
    )
    const [first = 0] = deadly
    const again = await simulate(sweep, {
      journal: [...whole.journal.slice(0, first + 1), session()],
      crash,
      capacity: 2,
    })
    const attempts = only(again.journal, 'foldStarted')
      .filter(({ trial, fold }) => trial === 1 && fold === 1)
      .map(({ attempt }) => attempt)
    expect(attempts).toEqual([1, 2])
    expect(again.state.trials[1]?.folds[1]).toMatchObject({ attempts: 2, mishaps: 2, cause: 'lost' })
  })

  test('that a killed coordinator cut off are no deaths of the fold', async () => {
    const sweep = someSweep({ budget: { trials: 1 } })
    let journal: readonly RunEvent[] | undefined
    for (let session_ = 0; session_ < 4; session_++) {
      const { journal: whole }: { journal: readonly RunEvent[] } = await simulate(sweep, {
        capacity: 1,
        ...(journal === undefined ? {} : { journal }),
      })
      const cut = whole.findLastIndex(({ type }) => type === 'foldStarted')
      journal = [...whole.slice(0, cut + 1), session()]
    }
    const { state } = await simulate(sweep, { capacity: 1, ...(journal === undefined ? {} : { journal }) })
    expect(state.trials[0]?.state).toBe('completed')
    expect(state.trials[0]?.folds[2]).toMatchObject({ attempts: 5, mishaps: 0 })
  })
})

test('an executor that can run nothing any more ends the session with its error; no trial fails for it', async () => {
  const { executor } = await simulate(someSweep({ budget: { trials: 0 } }), {})
  const broken = {
    ...executor,
    capacity: 2,
    start: () => ({ outcome: Promise.reject(new Error('the images have changed')), stop() {} }),
  }
  const written: RunEvent[] = []
  const append = async (events: readonly RunEvent[]) => void written.push(...events)
  await expect(simulate(someSweep(), { executor: broken, append })).rejects.toThrow('the images have changed')
  expect(only(written, 'trialEnded')).toEqual([])
})
