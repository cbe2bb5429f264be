import { describe, expect, test } from 'vitest'
import { slotsOf } from '../../src/execution/pool/slots.ts'
import { only, simulate, someSweep } from './simulate.ts'
import { followedCosts } from './simulated-costs.ts'

const tenMinutes = { hours: 1 / 6 }

describe.each(Array.from({ length: 10 }, (_, seed) => seed))('seed %i, told to end in ten minutes', seed => {
  test('ends in ten minutes, and what was begun was ended', async () => {
    const sweep = someSweep({ seed, budget: tenMinutes })
    // A machine much slower than guessed; folds of 4 to 24 seconds.
    const secondsPerEpoch = ({ recipe }: { recipe: { unfreezeDepth: number } }) =>
      1 + 1.5 * recipe.unfreezeDepth
    const { options } = followedCosts(sweep)
    const { added, state } = await simulate(sweep, { ...options, secondsPerEpoch })
    const seconds = (Date.parse(state.endedAt ?? '') - Date.parse(added[0]?.at ?? '')) / 1000
    expect(seconds).toBeGreaterThan(585)
    expect(seconds).toBeLessThanOrEqual(600)
    const cut = only(added, 'foldEnded').filter(({ outcome }) => outcome.status === 'stopped')
    expect(cut.length).toBeLessThanOrEqual(2)
    const untouched = state.trials.filter(({ folds }) => folds.length === 0)
    expect(untouched.length).toBeLessThanOrEqual(2)
  })
})

test('heads of milliseconds: no idling before the deadline, and none that is late', async () => {
  const { unfreezeDepth: _, ...heads } = someSweep().space
  const sweep = someSweep({ space: heads, budget: { hours: 5 / 3600 } })
  const { options } = followedCosts(sweep)
  const { state, added } = await simulate(sweep, { ...options, slotsOf, secondsPerEpoch: () => 0.05 })
  const ends = only(added, 'foldEnded').map(({ at }) => Date.parse(at))
  const begin = Date.parse(added[0]?.at ?? '')
  expect(Math.max(...ends) - begin).toBeGreaterThan(4500)
  expect(Math.max(...ends) - begin).toBeLessThanOrEqual(5000)
  const gaps = ends.sort((a, b) => a - b).map((end, i) => end - (ends[i - 1] ?? begin))
  expect(Math.max(...gaps)).toBeLessThan(300)
  expect(state.reason).toMatch(/no fold can end|time is up/)
})

test('what is reserved for the end is kept free', async () => {
  const sweep = someSweep({ budget: tenMinutes })
  const { options } = followedCosts(sweep)
  const { added } = await simulate(sweep, { ...options, reservedSeconds: 120, secondsPerEpoch: () => 2 })
  const last = Date.parse(only(added, 'foldEnded').at(-1)?.at ?? '') - Date.parse(added[0]?.at ?? '')
  expect(last / 1000).toBeLessThanOrEqual(480)
  expect(last / 1000).toBeGreaterThan(460)
})

test('scores do not depend on the deadline, only how many there are', async () => {
  const run = async (hours: number) => {
    const sweep = someSweep({ budget: { hours } })
    const { options } = followedCosts(sweep)
    const { state } = await simulate(sweep, options)
    return state.trials
      .filter(trial => trial.state === 'completed')
      .map(({ number, config, folds }) => ({ number, config, scores: folds.map(fold => fold?.metrics) }))
  }
  const [short, long] = [await run(0.02), await run(0.05)]
  expect(short.length).toBeGreaterThan(3)
  expect(long.slice(0, short.length)).toEqual(short)
})

describe('a budget of training', () => {
  const spentBy = (folds: ReturnType<typeof only<'foldEnded'>>) =>
    folds.reduce((sum, { outcome }) => sum + outcome.seconds, 0)

  test.each([1, 4])('is used up by %i workers alike; what runs is finished', async capacity => {
    const sweep = someSweep({ budget: { cost: 0.05 } })
    const { added, state } = await simulate(sweep, { capacity, secondsPerEpoch: () => 3 })
    const ends = only(added, 'foldEnded')
    expect(ends.every(({ outcome }) => outcome.status === 'done')).toBe(true)
    expect(spentBy(ends)).toBeGreaterThanOrEqual(180)
    expect(spentBy(ends)).toBeLessThan(180 + capacity * 18)
    expect(state.reason).toBe('3 minutes of training are used up')
  })

  test('is of the whole run: a resumed one has what is left', async () => {
    const first = await simulate(someSweep({ budget: { cost: 0.02 } }), { secondsPerEpoch: () => 3 })
    const more = await simulate(someSweep({ budget: { cost: 0.04 } }), {
      secondsPerEpoch: () => 3,
      journal: first.journal,
    })
    const spent = spentBy(only(more.journal, 'foldEnded'))
    expect(spent).toBeGreaterThanOrEqual(144)
    expect(spent).toBeLessThan(144 + 2 * 18)
  })
})
