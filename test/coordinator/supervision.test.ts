import { describe, expect, test } from 'vitest'
import { createPulse } from '../../src/base/pulse.ts'
import { createRandom } from '../../src/base/random.ts'
import { supervise } from '../../src/coordinator/supervision/supervise.ts'
import type { Executor } from '../../src/execution/executor.ts'
import type { SimulatedOptions } from '../../src/execution/simulated/simulated.ts'
import type { RunState } from '../../src/run/state.ts'
import type { FoldJob } from '../../src/trial/job.ts'
import { only, simulate, someSweep } from './simulate.ts'
import { followedCosts } from './simulated-costs.ts'
import { curve } from './weather.ts'

type Wrong = NonNullable<SimulatedOptions['crash']>

const scores = ({ trials }: RunState) => trials.map(({ folds }) => folds.map(fold => fold?.metrics))

/** A sweep over folds of some 40 s, under supervision, in which things go wrong. */
async function supervised(crash: Wrong, more: { minutes?: number; isStopped?: boolean } = {}) {
  const sweep = someSweep()
  const { options, costs } = followedCosts(sweep)
  const restarts: string[] = []
  const simulation = await simulate(sweep, {
    ...options,
    curve,
    capacity: 3,
    secondsPerEpoch: ({ recipe }) => 5 + recipe.unfreezeDepth,
    crash,
    over: (executor, { record }) =>
      supervise(
        { ...executor, restart: noted(executor, restarts) },
        {
          pulse: createPulse(executor.clock),
          minutes: more.minutes,
          expected: job => costs().expected(job),
          note: (level, text) => record({ type: 'note', level, text }),
          isStopped: () => more.isStopped === true,
        },
      ),
  })
  return { ...simulation, restarts }
}

const noted = (executor: Executor, reasons: string[]) => (reason: string) => {
  reasons.push(reason)
  executor.restart?.(reason)
}

/** Trial 2, fold 1, comes to its third epoch so often only to hang there. */
const once =
  (how: ReturnType<Wrong>, times = 1): Wrong =>
  ({ trial, fold }: FoldJob, attempt, epoch) =>
    trial === 2 && fold === 1 && epoch === 3 && attempt <= times ? how : undefined

const calm = () => supervised(() => undefined)

describe('a fold that hangs', () => {
  test.each(['hang', 'stuck'] as const)(
    'and is %s: is tried again, and all scores are as without',
    async how => {
      const { end, state, added, restarts } = await supervised(once(how))
      expect(end).toBe('finished')
      expect(scores(state)).toEqual(scores((await calm()).state))
      const failures = only(added, 'foldEnded').filter(({ outcome }) => outcome.status === 'failed')
      const [overdue] = failures.filter(({ trial, fold }) => trial === 2 && fold === 1)
      expect(overdue).toMatchObject({
        again: 'elsewhere',
        outcome: {
          cause: 'deadline',
          error: expect.stringMatching(
            /^epoch 3 did not come within \d+m \d+s; it was expected after [\d.]+s$/,
          ),
        },
      })
      const others = failures.filter(one => one !== overdue)
      // Who obeys costs nobody else; who does not takes the process along, and the others are known to be innocent.
      expect(others.length).toBe(how === 'hang' ? 0 : 2)
      const reason = expect.stringMatching(
        /^the host process was ended for trial 2, fold 2: epoch 3 did not come/,
      )
      expect(restarts).toEqual(how === 'hang' ? [] : [reason])
      for (const other of others)
        expect(other).toMatchObject({ again: 'elsewhere', outcome: { cause: 'lost', isInnocent: true } })
      const mishaps = state.trials.flatMap(({ folds }) => folds.map(fold => fold?.mishaps))
      expect(mishaps.every(count => count === 0)).toBe(true)
    },
  )

  test('twice fails its trial, and no other', async () => {
    const { state, end } = await supervised(once('stuck', 9))
    expect(end).toBe('finished')
    expect(state.trials.map(({ state: how }) => how)).toEqual(
      [0, 1, 2, 3, 4, 5].map(n => (n === 2 ? 'failed' : 'completed')),
    )
    expect(state.trials[2]).toMatchObject({
      cause: 'deadline',
      reason: expect.stringContaining('fold 2: epoch 3 did not come within'),
    })
    expect(state.trials[2]?.folds[1]?.attempts).toBe(2)
  })

  test('is found by the minutes of the file, whatever was expected', async () => {
    const { added } = await supervised(once('hang'), { minutes: 1 })
    const [overdue] = only(added, 'foldEnded').filter(({ outcome }) => outcome.status === 'failed')
    expect(overdue?.outcome).toMatchObject({
      error: 'it was not done within the 1m 00s of limits.foldMinutes',
    })
    const begun = only(added, 'foldStarted').find(({ trial, fold }) => trial === 2 && fold === 1)
    const seconds = (Date.parse(overdue?.at ?? '') - Date.parse(begun?.at ?? '')) / 1000
    expect(seconds).toBeGreaterThan(58)
    expect(seconds).toBeLessThan(64)
  })
})

test('folds that are twenty times slower than was guessed are not overdue', async () => {
  const sweep = someSweep({ budget: { trials: 3 } })
  const { options, costs } = followedCosts(sweep)
  /** As if folds were guessed to take a minute: the least of all limits plays no part. */
  const expected = (job: FoldJob) => {
    const { fold, head, fineTune } = costs().expected(job)
    const factor = 60 / fold.likely
    const longer = ({ likely, mean, deviation, quantile }: typeof fold) => ({
      likely: factor * likely,
      mean: factor * mean,
      deviation,
      quantile: (probability: number) => factor * quantile(probability),
    })
    return { fold: longer(fold), head: longer(head), fineTune: longer(fineTune) }
  }
  const { added } = await simulate(sweep, {
    startAt: options.startAt,
    secondsPerEpoch: ({ recipe }) => (20 * 60) / (recipe.unfreezeDepth > 0 ? 6 : 4),
    over: (executor, { record }) =>
      supervise(executor, {
        pulse: createPulse(executor.clock),
        minutes: undefined,
        expected,
        note: (level, text) => record({ type: 'note', level, text }),
      }),
  })
  const errors = only(added, 'foldEnded').map(({ outcome }) => outcome.status === 'failed' && outcome.error)
  expect(errors).toEqual(Array(9).fill(false))
})

test.each([1, 2, 3])(
  'whatever hangs once or falls silent, no trial fails and no score changes (%i)',
  async seed => {
    const kinds = ['hang', 'stuck', 'silence', 'death'] as const
    const { end, state, added } = await supervised((job, attempt, epoch) => {
      const random = createRandom(seed).fork(job.trial, job.fold)
      const [fate, at, kind] = [random.next(), random.integer(1, 4), random.pick(kinds)]
      return fate < 0.4 && attempt === 1 && epoch === at ? kind : undefined
    })
    expect(end).toBe('finished')
    expect(
      only(added, 'foldEnded').filter(({ outcome }) => outcome.status === 'failed').length,
    ).toBeGreaterThan(2)
    expect(scores(state)).toEqual(scores((await calm()).state))
  },
)

describe('a host that falls silent', () => {
  test.each([
    [
      true,
      300,
      /was stopped \(SIGSTOP\); `kill -CONT 1` lets it go on/,
      /was stopped for 5m 0\ds and was ended/,
    ],
    [false, 120, /does not answer/, /did not answer for 2m 0\ds and was ended/],
  ])(
    '(stopped: %s) is told of, and replaced after %i s; all scores are as without',
    async (isStopped, after, told, ended) => {
      const { state, added, end, restarts } = await supervised(once('silence'), { isStopped })
      expect(end).toBe('finished')
      expect(scores(state)).toEqual(scores((await calm()).state))
      const [note] = only(added, 'note')
      expect(note).toMatchObject({ level: 'warning', text: expect.stringMatching(told) })
      const lost = only(added, 'foldEnded').filter(({ outcome }) => outcome.status === 'failed')
      expect(lost).toHaveLength(3)
      for (const { outcome } of lost) {
        expect(outcome).toMatchObject({ cause: 'lost' })
        expect('isInnocent' in outcome).toBe(isStopped)
      }
      const seconds = (Date.parse(lost[0]?.at ?? '') - Date.parse(note?.at ?? '')) / 1000
      expect(Math.abs(seconds - (after - 15))).toBeLessThan(2)
      expect(restarts).toEqual([expect.stringMatching(ended)])
    },
  )

  test('and goes on counts for no fold', async () => {
    let silentUntil = 0
    const sweep = someSweep({ budget: { trials: 1 } })
    const { options, costs } = followedCosts(sweep)
    const { state, added } = await simulate(sweep, {
      ...options,
      capacity: 1,
      // The epoch in which the process is stopped takes 4 minutes, and two of them would be too long.
      secondsPerEpoch: () => 50,
      over: (executor, { record }) => {
        const { clock } = executor
        const begin = clock.passedMs()
        silentUntil = begin + 250_000
        const seen: Executor = {
          ...executor,
          vitals: () => {
            const now = clock.passedMs()
            const heard = now > begin + 10_000 && now < silentUntil ? begin : now
            return { pid: 1, isOpen: true, heard, moved: 0 }
          },
        }
        return supervise(seen, {
          pulse: createPulse(clock),
          minutes: 2,
          expected: job => costs().expected(job),
          note: (level, text) => record({ type: 'note', level, text }),
          isStopped: () => true,
        })
      },
    })
    const [stopped, again] = only(added, 'note')
    expect(stopped?.text).toContain('kill -CONT')
    expect(again?.text).toMatch(/^the host process \(pid 1\) goes on after (3m 59|4m 0\d)s$/)
    // Every fold takes longer than its two minutes; the first of them was hidden by the silence for most of its time.
    const causes = state.trials[0]?.folds.map(fold => fold?.cause)
    expect(causes?.slice(0, 2)).toEqual([undefined, 'deadline'])
    expect(state.trials[0]?.folds[0]).toMatchObject({ state: 'done', attempts: 1 })
    expect(only(added, 'foldEnded')[0]?.outcome.seconds).toBeGreaterThan(150)
  })
})

test('a sleep of the machine is told of, and counts for no fold', async () => {
  const sweep = someSweep({ budget: { trials: 1 } })
  const { costs } = followedCosts(sweep)
  let sleptMs = 0
  const { added } = await simulate(sweep, {
    capacity: 1,
    secondsPerEpoch: () => 20,
    over: (executor, { record }) => {
      const { clock } = executor
      const begin = clock.passedMs()
      // Asleep for 41 minutes after half a minute.
      const passedMs = () => {
        if (clock.passedMs() > begin + 30_000) sleptMs = 41 * 60_000
        return clock.passedMs() + sleptMs
      }
      return supervise(executor, {
        pulse: createPulse({ passedMs, after: clock.after }),
        minutes: 5,
        expected: job => costs().expected(job),
        note: (level, text) => record({ type: 'note', level, text }),
      })
    },
  })
  expect(only(added, 'note').map(({ text }) => text)).toEqual([
    'the machine (or this process) was suspended for 41m 00s',
  ])
  expect(only(added, 'foldEnded').every(({ outcome }) => outcome.status === 'done')).toBe(true)
})
