import { expect, test } from 'vitest'
import { createSampler } from '../../src/samplers/index.ts'
import { gridOf } from '../../src/space/grid.ts'
import type { Parameter } from '../../src/space/parameter.ts'
import { finiteSpace } from '../space/spaces.ts'
import { propose } from './histories.ts'

test('goes through the grid in order', () => {
  expect(propose(createSampler({ type: 'grid', levels: 2 }), finiteSpace, { most: 100 })).toEqual([
    ...gridOf(finiteSpace, 2),
  ])
})

test('levels say how finely a continuous range is cut', () => {
  const space = new Map<string, Parameter>([
    ['learningRate', { kind: 'float', min: 1e-4, max: 1e-1, scale: 'log' }],
  ])
  expect(propose(createSampler({ type: 'grid', levels: 4 }), space, { most: 9 })).toEqual([
    { learningRate: 1e-4 },
    { learningRate: 1e-3 },
    { learningRate: 1e-2 },
    { learningRate: 1e-1 },
  ])
})
