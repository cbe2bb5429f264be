import { describe, expect, test } from 'vitest'
import { slotsOf } from '../../src/execution/pool/slots.ts'
import type { RunEvent } from '../../src/run/event.ts'
import { createSampler } from '../../src/samplers/index.ts'
import type { Sampler } from '../../src/samplers/sampler.ts'
import { only, simulate, someSweep } from './simulate.ts'

const { unfreezeDepth: _, ...heads } = someSweep().space
const headsOnly = someSweep({ space: heads, budget: { trials: 60 } })

/** The most folds at once, and the most trials. */
function mostAtOnce(events: readonly RunEvent[]): { folds: number; trials: number } {
  const [folds, trials] = ['fold', 'trial'].map(what => {
    let open = 0
    return Math.max(
      ...events.map(({ type }) => {
        if (type === `${what}Started`) open++
        if (type === `${what}Ended`) open--
        return open
      }),
    )
  })
  return { folds: folds ?? 0, trials: trials ?? 0 }
}

describe('folds that take a part of a worker', () => {
  test('are many at once, within the bound', async () => {
    const { state, added } = await simulate(headsOnly, { capacity: 2, slotsOf })
    expect(state.trials.map(trial => trial.state)).toEqual(Array(60).fill('completed'))
    expect(mostAtOnce(added).folds).toBe(64)
  })

  test('change neither configs nor scores', async () => {
    const [alone, together] = await Promise.all([
      simulate(headsOnly, { capacity: 1 }),
      simulate(headsOnly, { capacity: 2, slotsOf }),
    ])
    const scores = ({ state }: typeof alone) =>
      state.trials.map(({ config, folds }) => [config, folds.map(fold => fold?.metrics)])
    expect(scores(together)).toEqual(scores(alone))
  })

  test('a sampler that learns from results has no more trials open than it looks ahead', async () => {
    const random = createSampler({ type: 'random' })
    const learning: Sampler = (...given) => random(...given)
    const { state, added } = await simulate(headsOnly, { capacity: 2, slotsOf, sampler: learning })
    expect(state.trials).toHaveLength(60)
    expect(mostAtOnce(added)).toEqual({ folds: 12, trials: 4 })
  })

  test('beside folds that take a whole one: never more than there is room for', async () => {
    const sweep = someSweep({ budget: { trials: 40 } })
    const { state, added } = await simulate(sweep, { capacity: 2, slotsOf })
    expect(state.trials.every(trial => trial.state === 'completed')).toBe(true)
    const sizeOf = (trial: number) => (state.trials[trial]?.config.unfreezeDepth === 0 ? 1 / 32 : 1)
    let taken = 0
    let most = 0
    for (const event of added) {
      if (event.type === 'foldStarted') taken += sizeOf(event.trial)
      if (event.type === 'foldEnded') taken -= sizeOf(event.trial)
      most = Math.max(most, taken)
    }
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(2)
    expect(taken).toBe(0)
  })

  test('a lost process costs each of them one attempt', async () => {
    const { state, added } = await simulate(headsOnly, {
      capacity: 2,
      slotsOf,
      crash: ({ trial }, attempt, epoch) => (trial < 20 && attempt === 1 && epoch === 2 ? 'lost' : undefined),
    })
    expect(state.trials.every(trial => trial.state === 'completed')).toBe(true)
    expect(only(added, 'foldStarted').filter(({ attempt }) => attempt === 2)).toHaveLength(60)
  })
})
