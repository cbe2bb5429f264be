import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import { leaderboard } from '../../src/leaderboard/rank.ts'
import type { RunEvent } from '../../src/run/event.ts'
import type { RunState } from '../../src/run/state.ts'
import type { Sweep } from '../../src/sweep/sweep.ts'
import type { FoldJob } from '../../src/trial/job.ts'
import { header, only, session, simulate, someSweep } from './simulate.ts'
import { weather } from './weather.ts'

const k = 3

/** Half of the trials are as good as the best; folds are easy or hard, and chance moves each by a point. */
const curve = ({ recipe, trial, fold, seed }: FoldJob, epoch: number) => {
  const worth = trial % 2 === 0 ? 0.9 : 0.8 - 0.2 * recipe.dropout
  const accuracy = worth + 0.02 * Math.sin(7 * fold) + 0.01 * createRandom(seed).fork(epoch).normal()
  return {
    metrics: { accuracy, balancedAccuracy: accuracy, macroF1: accuracy, logLoss: 1 - accuracy },
    trainLoss: 1,
  }
}

const sweepOf = (seed: number, change: Partial<Sweep> = {}) =>
  someSweep({ seed, budget: { trials: 10 }, finalists: { repeats: 2, most: 4 }, ...change })

const repeatsIn = (events: readonly RunEvent[]) => only(events, 'foldStarted').filter(({ fold }) => fold >= k)
const rounds = (events: readonly RunEvent[]) =>
  only(events, 'note').flatMap(({ text }) => (text.startsWith('finalists: ') ? [text] : []))

describe('trials that may all be the best', () => {
  test('get further splits once all others have ended: the first two before the others, fold by fold', async () => {
    const { added, state } = await simulate(sweepOf(1), { curve, capacity: 1 })
    const first = added.findIndex(event => event.type === 'foldStarted' && event.fold >= k)
    expect(only(added.slice(first), 'trialStarted')).toEqual([])
    const places = repeatsIn(added).map(({ trial, fold }) => [trial, fold])
    const [[a] = [], [b] = []] = places
    expect(places.slice(0, 6)).toEqual([
      [a, 3],
      [b, 3],
      [a, 4],
      [b, 4],
      [a, 5],
      [b, 5],
    ])
    expect(new Set(places.map(([trial]) => trial)).size).toBeLessThanOrEqual(4)
    expect(rounds(added)[0]).toMatch(
      /^finalists: repeat 1 of 2, trials \d(, \d)* and \d on another split of the images$/,
    )
    expect(state).toMatchObject({ status: 'finished', reason: '10 of 10 trials' })
  })

  test('all their folds together decide who wins; those of the search stay as they were', async () => {
    const plain = await simulate(sweepOf(2, { finalists: false }), { curve })
    const { state } = await simulate(sweepOf(2), { curve })
    const rows = leaderboard(state).trials
    for (const before of leaderboard(plain.state).trials) {
      const row = rows.find(({ trial }) => trial === before.trial)
      expect(row?.foldScores).toEqual(before.foldScores)
    }
    const finalists = rows.filter(({ repeatScores }) => repeatScores.length === 6)
    expect(finalists.length).toBeGreaterThanOrEqual(2)
    for (const { mean, foldScores, repeatScores } of finalists) {
      const all = [...foldScores, ...repeatScores].map(Number)
      expect(mean).toBeCloseTo(all.reduce((sum, score) => sum + score, 0) / 9, 12)
    }
    const means = finalists.map(({ mean }) => mean ?? 0)
    expect(means).toEqual(means.toSorted((a, b) => b - a))
    expect(rows[0]?.trial).toBe(state.best?.trial.number)
    expect(rows[0]?.repeatScores).toHaveLength(6)
  })

  test('one that is clearly the best, or a single trial, needs none', async () => {
    const clear = (job: FoldJob, epoch: number) => {
      const point = curve(job, epoch)
      return job.trial === 4 ? { ...point, metrics: { ...point.metrics, accuracy: 0.99 } } : point
    }
    expect(repeatsIn((await simulate(sweepOf(1), { curve: clear })).added)).toEqual([])
    const single = await simulate(sweepOf(1, { budget: { trials: 1 } }), { curve })
    expect(repeatsIn(single.added)).toEqual([])
  })

  test('none with fixed folds, none where the file says so', async () => {
    const fixed = { k, stratified: true, grouped: false, seed: 7, file: 'folds.json' }
    for (const change of [{ folds: fixed }, { finalists: false } as const])
      expect(repeatsIn((await simulate(sweepOf(1, change), { curve })).added)).toEqual([])
  })
})

/** Of a trial that failed, how far it came depends on the workers. */
function essenceOf(state: RunState) {
  const rows = leaderboard(state).trials.map(({ seconds: _, epochs: _e, ...row }) => row)
  return rows.filter(row => row.state === 'completed')
}

describe('one, two and eight workers, killed or not: the same finalists and ranking', () => {
  test.each([0, 1, 2, 3])('sweep %i', async seed => {
    const options = { ...weather(seed), curve }
    const runs = await Promise.all(
      [1, 2, 8].map(capacity => simulate(sweepOf(seed), { ...options, capacity })),
    )
    const [one, two, eight] = runs.map(({ state }) => essenceOf(state))
    expect(one?.some(({ repeatScores }) => repeatScores.length > 0)).toBe(true)
    expect(two).toEqual(one)
    expect(eight).toEqual(one)
    const random = createRandom(seed).fork('kills')
    let journal = runs[1]?.journal ?? []
    for (let kill = 0; kill < 3; kill++) {
      const first = journal.findIndex(event => event.type === 'foldStarted' && event.fold >= k)
      const from = kill === 0 ? header(sweepOf(seed)).length : Math.max(first, header(sweepOf(seed)).length)
      const prefix = journal.slice(0, from + random.integer(0, journal.length - from))
      const attempts = new Map<string, number>()
      for (const { trial, fold } of only(prefix, 'foldStarted'))
        attempts.set(`${trial}/${fold}`, (attempts.get(`${trial}/${fold}`) ?? 0) + 1)
      const crash: typeof options.crash = (job, attempt, epoch) =>
        options.crash(job, attempt + (attempts.get(`${job.trial}/${job.fold}`) ?? 0), epoch)
      const capacity = random.pick([1, 2, 8])
      journal = (
        await simulate(sweepOf(seed), { ...options, crash, capacity, journal: [...prefix, session()] })
      ).journal
    }
    const { state } = await simulate(sweepOf(seed), { ...options, journal: [...journal, session()] })
    expect(essenceOf(state)).toEqual(one)
  })
})
