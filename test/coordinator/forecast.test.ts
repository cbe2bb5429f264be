import { expect, test } from 'vitest'
import { createPruner } from '../../src/pruners/index.ts'
import type { RunEvent } from '../../src/run/event.ts'
import { simulate, someSweep } from './simulate.ts'
import { followedCosts } from './simulated-costs.ts'

const seconds = (events: readonly RunEvent[]) =>
  (Date.parse(events.at(-1)?.at ?? '') - Date.parse(events[0]?.at ?? '')) / 1000

/** Depths take 1, 4 and 7 seconds an epoch, many times of what is guessed. */
const slow = ({ recipe }: { recipe: { unfreezeDepth: number } }) => 1 + 3 * recipe.unfreezeDepth

test('a first sweep on a slow machine: within a factor of two after the first trials, and ever nearer', async () => {
  const sweep = someSweep({ budget: { trials: 40 } })
  const { options, forecasts } = followedCosts(sweep)
  const { added } = await simulate(sweep, { ...options, secondsPerEpoch: slow })
  const whole = seconds(added)
  const begin = Date.parse(added[0]?.at ?? '')
  const errors = forecasts.map(({ at, left }) => (at - begin) / 1000 / whole + left.likely / whole)
  const after = (part: number) =>
    errors.filter((_, i) => (forecasts[i]?.at ?? 0) - begin > part * whole * 1000)
  for (const error of after(0.1)) expect(Math.abs(Math.log2(error))).toBeLessThan(1)
  for (const error of after(0.5)) expect(Math.abs(error - 1)).toBeLessThan(0.3)
})

test('what was learned is there from the first moment of the next sweep', async () => {
  const first = followedCosts(someSweep({ budget: { trials: 40 } }))
  await simulate(someSweep({ budget: { trials: 40 } }), { ...first.options, secondsPerEpoch: slow })
  const next = someSweep({ budget: { trials: 30 }, seed: 9 })
  const { options, forecasts } = followedCosts(next, first.costs().take())
  const { added } = await simulate(next, { ...options, secondsPerEpoch: slow })
  const [start] = forecasts
  expect(start?.left.likely).toBeGreaterThan(0.7 * seconds(added))
  expect(start?.left.likely).toBeLessThan(1.3 * seconds(added))
})

test('pruned trials cost less, and that is learned, too', async () => {
  const sweep = someSweep({
    budget: { trials: 60 },
    pruner: { type: 'median', startupTrials: 5, warmupEpochs: 0 },
  })
  const { options, forecasts } = followedCosts(sweep)
  const { added, state } = await simulate(sweep, {
    ...options,
    pruner: createPruner(sweep.pruner, sweep.objective),
    secondsPerEpoch: slow,
  })
  expect(state.counts.pruned).toBeGreaterThan(10)
  const begin = Date.parse(added[0]?.at ?? '')
  const whole = seconds(added)
  for (const { at, left } of forecasts) {
    const passed = (at - begin) / 1000
    if (passed < whole / 2) continue
    expect(passed + left.low).toBeLessThan(1.1 * whole)
    expect(passed + left.likely).toBeLessThan(1.5 * whole)
    expect(passed + left.high).toBeGreaterThan(0.9 * whole)
  }
})

test('under a deadline the number of trials is forecast', async () => {
  const sweep = someSweep({ budget: { hours: 0.5 } })
  const { options, forecasts } = followedCosts(sweep)
  const { added, state } = await simulate(sweep, { ...options, secondsPerEpoch: slow })
  const begin = Date.parse(added[0]?.at ?? '')
  const quarter = forecasts.find(({ at }) => (at - begin) / 1000 > seconds(added) / 4)
  expect(quarter?.endedBy).toBe('deadline')
  const { completed } = state.counts
  expect(quarter?.trials.likely).toBeGreaterThan(0.75 * completed)
  expect(quarter?.trials.likely).toBeLessThan(1.25 * completed)
  expect(quarter?.trials.low).toBeLessThan(completed)
  expect(quarter?.trials.high).toBeGreaterThan(completed)
})
