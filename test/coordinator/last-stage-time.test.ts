import { describe, expect, test } from 'vitest'
import type { RunEvent } from '../../src/run/event.ts'
import type { RunState } from '../../src/run/state.ts'
import { holdoutFold } from '../../src/trial/fold-places.ts'
import type { FoldJob } from '../../src/trial/job.ts'
import { only, simulate, someSweep } from './simulate.ts'
import { followedCosts } from './simulated-costs.ts'

/** A machine much slower than guessed: folds of 4 to 24 seconds, and half as much again on all images but the holdout. */
const secondsPerEpoch = ({ recipe, fold }: FoldJob) =>
  (1 + 1.5 * recipe.unfreezeDepth) * (fold === holdoutFold ? 1.5 : 1)

const sweepOf = (seed: number, baseline?: true) =>
  someSweep({
    seed,
    data: { path: '/flowers', imageSize: 32, holdout: 0.1 },
    budget: { hours: 1 / 6 },
    ...(baseline && { baseline }),
  })

function secondsOf(added: readonly RunEvent[], { endedAt }: RunState): number {
  return (Date.parse(endedAt ?? '') - Date.parse(added[0]?.at ?? '')) / 1000
}

describe.each(Array.from({ length: 10 }, (_, seed) => seed))('seed %i, told to end in ten minutes', seed => {
  test.each([undefined, true] as const)('does, with the holdout scored (baseline: %s)', async baseline => {
    const sweep = sweepOf(seed, baseline)
    const { options } = followedCosts(sweep)
    const { added, state } = await simulate(sweep, { ...options, secondsPerEpoch })
    expect(secondsOf(added, state)).toBeGreaterThanOrEqual(585)
    expect(secondsOf(added, state)).toBeLessThanOrEqual(615)
    expect(state.best?.trial.holdout?.state).toBe('done')
    const cut = only(added, 'foldEnded').filter(({ outcome }) => outcome.status === 'stopped')
    expect(cut.length).toBeLessThanOrEqual(2)
  })
})
