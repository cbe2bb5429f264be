import { expect, test } from 'vitest'
import { createMemo } from '../../../src/base/memo.ts'
import { createRandom } from '../../../src/base/random.ts'
import { createSampler } from '../../../src/samplers/index.ts'
import type { Parameter } from '../../../src/space/parameter.ts'
import { continuousSpace } from '../../space/spaces.ts'
import { historyOf, objective, propose, trialOf } from '../histories.ts'

const sampler = createSampler({ type: 'sobol' })

test('a run that is resumed goes on with the same points', () => {
  const all = propose(sampler, continuousSpace, { most: 30 })
  const trials = all.slice(0, 20).map((config, number) => trialOf(number, config))
  const next = sampler(
    historyOf(trials, createMemo()),
    continuousSpace,
    createRandom(1).fork('sampler', 20),
    objective,
  )
  expect(next).toEqual(all[20])
})

test('covers a range more evenly than chance', () => {
  const space = new Map<string, Parameter>([
    ['x', { kind: 'float', min: 0, max: 1, scale: 'linear' }],
    ['y', { kind: 'float', min: 1, max: 1e4, scale: 'log' }],
  ])
  const configs = propose(sampler, space, { most: 16 })
  const places = configs.map(({ y }) => Math.floor(Math.log10(Number(y)) * 4))
  expect(places.sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, i) => i))
})
