import { expect, test } from 'vitest'
import { createSampler } from '../../src/samplers/index.ts'
import type { Parameter } from '../../src/space/parameter.ts'
import { continuousSpace } from '../space/spaces.ts'
import { propose } from './histories.ts'

const sampler = createSampler({ type: 'random' })

test('another seed proposes other configs', () => {
  const [one, two] = [1, 2].map(seed => propose(sampler, continuousSpace, { most: 5, seed }))
  expect(one).not.toEqual(two)
})

test('the last configs of a large finite space are found, not only drawn at', () => {
  const space = new Map<string, Parameter>([['x', { kind: 'int', min: 1, max: 400, scale: 'linear' }]])
  const values = propose(sampler, space, { most: 500 }).map(({ x }) => Number(x))
  expect(values.sort((a, b) => a - b)).toEqual(Array.from({ length: 400 }, (_, i) => i + 1))
})

test('a space without parameters has one config', () => {
  expect(propose(sampler, new Map(), { most: 3 })).toEqual([{}])
})
