import { describe, expect, test } from 'vitest'
import type { RunState } from '../../src/run/state.ts'
import { createSampler } from '../../src/samplers/index.ts'
import type { Sampler } from '../../src/samplers/sampler.ts'
import { only, simulate } from './simulate.ts'
import { curve, killed, race, sweepOf, weather } from './weather.ts'

/** Proposes near the best that it may know of, as told in its observations. */
const learning: Sampler = (history, space, random, objective) => {
  const drawn = createSampler({ type: 'random' })(history, space, random, objective)
  const [best] = [...history.observations].sort((a, b) => a.loss - b.loss)
  if (drawn === 'exhausted' || best === undefined || random.next() < 0.3) return drawn
  return { ...drawn, dropout: Math.min(0.6, Number(best.config.dropout) + 1e-4 * history.number) }
}

/** Everything that must be the same: configs, verdicts with their words, scores that count. */
function essenceOf({ trials, resumptions }: RunState) {
  const all = trials.map(({ config, state, reason, stoppedAt, folds }) => ({
    config,
    state,
    reason,
    stoppedAt,
    scores: state === 'completed' ? folds.map(fold => fold?.metrics) : undefined,
  }))
  return { trials: all, resumed: resumptions }
}

test('breadth first: every trial gets one fold, each begins with another one; then some get more', async () => {
  const { state, added } = await simulate(sweepOf(3, 24, 5), { curve, capacity: 2 })
  const firsts = new Map<number, number>()
  for (const { trial, fold } of only(added, 'foldStarted')) if (!firsts.has(trial)) firsts.set(trial, fold)
  expect([...firsts]).toEqual(Array.from({ length: 24 }, (_, trial) => [trial, trial % 5]))
  const { completed, pruned, foldsDone, running, paused } = state.counts
  expect({ running, paused, all: completed + pruned }).toEqual({ running: 0, paused: 0, all: 24 })
  expect(completed).toBeGreaterThan(0)
  expect(foldsDone).toBeLessThan(0.6 * 24 * 5)
  expect(state.best?.trial.state).toBe('completed')
  const words = state.trials.filter(trial => trial.state === 'pruned').map(({ reason }) => reason)
  for (const reason of words)
    expect(reason).toMatch(
      /^after \d of 5 folds; expected of all: accuracy \d\.\d{3} ± \d\.\d{3}, chance to be best (under )?[\d.]+ %$/,
    )
})

test('at the end of a lap the best trial is completed before another begins', async () => {
  const { added } = await simulate(sweepOf(5, 12, 5), { curve, capacity: 2 })
  const eleventh = added.findIndex(event => event.type === 'trialStarted' && event.trial === 10)
  const before = added.slice(0, eleventh)
  expect(only(before, 'trialStarted')).toHaveLength(10)
  expect(only(before, 'trialEnded').map(({ state }) => state)).toEqual(['completed'])
})

test('under a sampler that learns: trials go on fold by fold while they may be the best', async () => {
  const { state, added } = await simulate(sweepOf(3, 24, 5), { curve, capacity: 1, sampler: learning })
  const firsts = only(added, 'foldStarted').filter(({ trial }) => trial === 3)
  expect(firsts[0]?.fold).toBe(0)
  expect(state.counts.completed).toBeGreaterThan(1)
  expect(only(added, 'trialPaused')[0]?.reason).toMatch(
    /^after (fold 1|\d folds): accuracy \d\.\d{3}, chance to be best (under )?[\d.]+ %$/,
  )
  expect(state.counts.foldsDone).toBeLessThan(0.8 * 24 * 5)
})

test('plain heads train in a moment: they go their full way unless the file says otherwise', async () => {
  const space = { dropout: { kind: 'float', min: 0, max: 0.6, scale: 'linear' } } as const
  const sweep = { ...sweepOf(1), space }
  const spared = await simulate({ ...sweep, pruner: { ...race, cheapTrials: false } }, { curve })
  expect(spared.state.counts).toMatchObject({ completed: 14, pruned: 0 })
  expect(only(spared.added, 'trialPaused')).toEqual([])
  const raced = await simulate(sweep, { curve })
  expect(raced.state.counts.pruned).toBeGreaterThan(3)
})

/** NIGHTSWEEP_REPLAYS=500 for more than the claim. */
const sweeps = Number(process.env.NIGHTSWEEP_REPLAYS ?? 50)

describe('one, two and eight workers, killed or not: the same trials and verdicts', () => {
  test.each(Array.from({ length: sweeps }, (_, seed) => seed))('sweep %i', async seed => {
    const options = { ...weather(seed), ...(seed % 2 === 0 ? {} : { sampler: learning }) }
    const runs = await Promise.all(
      [1, 2, 8].map(capacity => simulate(sweepOf(seed), { ...options, capacity })),
    )
    const [one, two, eight] = runs.map(({ state }) => essenceOf(state))
    expect(one?.trials).toHaveLength(14)
    expect(two).toEqual(one)
    expect(eight).toEqual(one)
    const [, cut] = runs
    expect(essenceOf((await killed(seed, options, cut?.journal ?? [])).state)).toEqual(one)
  })
})
