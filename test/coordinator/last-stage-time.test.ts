import { describe, expect, test } from 'vitest'
import { leaderboard } from '../../src/leaderboard/rank.ts'
import type { RunEvent } from '../../src/run/event.ts'
import type { RunState } from '../../src/run/state.ts'
import { samplerSchema } from '../../src/samplers/index.ts'
import type { Sweep } from '../../src/sweep/sweep.ts'
import { holdoutFold } from '../../src/trial/fold-places.ts'
import type { FoldJob } from '../../src/trial/job.ts'
import { only, simulate, someSweep } from './simulate.ts'
import { followedCosts } from './simulated-costs.ts'

/** A machine much slower than guessed: folds of 4 to 24 seconds, and half as much again on all images but the holdout. */
const secondsPerEpoch = ({ recipe, fold }: FoldJob) =>
  (1 + 1.5 * recipe.unfreezeDepth) * (fold === holdoutFold ? 1.5 : 1)

const sweepOf = (seed: number, change: Partial<Sweep>) =>
  someSweep({
    seed,
    data: { path: '/flowers', imageSize: 32, holdout: 0.1 },
    budget: { hours: 1 / 6 },
    ...change,
  })

function secondsOf(added: readonly RunEvent[], { endedAt }: RunState): number {
  return (Date.parse(endedAt ?? '') - Date.parse(added[0]?.at ?? '')) / 1000
}

const finalists = { repeats: 2, most: 4 }

describe.each(Array.from({ length: 10 }, (_, seed) => seed))('seed %i, told to end in ten minutes', seed => {
  test.each([
    ['the holdout alone', {}],
    ['a baseline', { baseline: true }],
    ['finalists', { finalists }],
    ['a baseline and finalists', { baseline: true, finalists }],
  ] as const)('does, with %s', async (_, change) => {
    const sweep = sweepOf(seed, change)
    const { options } = followedCosts(sweep)
    const { added, state } = await simulate(sweep, { ...options, secondsPerEpoch })
    expect(secondsOf(added, state)).toBeGreaterThanOrEqual(585)
    expect(secondsOf(added, state)).toBeLessThanOrEqual(615)
    expect(state.best?.trial.holdout?.state).toBe('done')
    const cut = only(added, 'foldEnded').filter(({ outcome }) => outcome.status === 'stopped')
    expect(cut.length).toBeLessThanOrEqual(2)
    if ('finalists' in change) expectConfirmed(state)
  })
})

const race = { type: 'race', minGain: 0.1, minChance: 0.05, startupTrials: 1, cheapTrials: true } as const

describe.each([0, 1, 2, 3, 4])('seed %i, a race that only time ends', seed => {
  test.each(['random', 'tpe'] as const)('comes to its end under %s: none stays paused', async type => {
    const sampler = samplerSchema.parse({ type })
    const sweep = sweepOf(seed, { pruner: race, sampler, finalists })
    const { options } = followedCosts(sweep)
    const { added, state } = await simulate(sweep, { ...options, secondsPerEpoch })
    expect(secondsOf(added, state)).toBeGreaterThanOrEqual(550)
    expect(secondsOf(added, state)).toBeLessThanOrEqual(615)
    expect(state.counts).toMatchObject({ paused: 0 })
    expect(state.counts.completed).toBeGreaterThan(0)
    expect(state.counts.pruned).toBeGreaterThan(5)
    expect(state.best?.trial.holdout?.state).toBe('done')
  })
})

/** On further splits, unless it is all but surely the best without them. */
function expectConfirmed(state: RunState): void {
  const group = leaderboard(state).trials.filter(({ tie, rank }) => tie && rank !== null)
  const [first, second] = group
  if (second === undefined || (first?.chanceOfBest ?? 0) >= 0.9) return
  expect(first?.repeatScores.length).toBeGreaterThan(0)
  expect(second?.repeatScores.length).toBeGreaterThan(0)
}
