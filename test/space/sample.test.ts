import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import { checkConfig } from '../../src/space/contains.ts'
import type { Parameter, Space } from '../../src/space/parameter.ts'
import { sampleConfig } from '../../src/space/sample.ts'
import { continuousSpace, finiteSpace } from './spaces.ts'

const draw = (space: Space, count: number) =>
  Array.from({ length: count }, (_, i) => sampleConfig(space, createRandom('draw').fork(i)))
const valuesOf = (parameter: Parameter, count = 4000) =>
  draw(new Map([['x', parameter]]), count).map(({ x }) => Number(x))
const share = (values: readonly number[], test: (value: number) => boolean) =>
  values.filter(test).length / values.length

test.each([
  ['finite', finiteSpace],
  ['continuous', continuousSpace],
])('every draw lies in the %s space', (_, space) => {
  for (const config of draw(space, 300)) expect(checkConfig(space, config)).toEqual([])
})

test('the same stream draws the same config; another parameter leaves it alone', () => {
  const more = new Map<string, Parameter>([
    ['backbone', { kind: 'choice', values: ['A', 'B'] }],
    ...continuousSpace,
  ])
  const { backbone: _, ...others } = sampleConfig(more, createRandom(3))
  expect(others).toEqual(sampleConfig(continuousSpace, createRandom(3)))
  expect(sampleConfig(continuousSpace, createRandom(4))).not.toEqual(others)
})

describe('values are spread evenly on their scale', () => {
  test('log: half of them below the geometric mean', () => {
    const rates = valuesOf({ kind: 'float', min: 1e-5, max: 1e-1, scale: 'log' })
    expect(share(rates, rate => rate < 1e-3)).toBeCloseTo(0.5, 1)
    expect(share(rates, rate => rate < 1e-4)).toBeCloseTo(0.25, 1)
  })

  test('linear: half of them below the middle', () => {
    const values = valuesOf({ kind: 'float', min: 2, max: 4, scale: 'linear' })
    expect(share(values, value => value < 3)).toBeCloseTo(0.5, 1)
  })

  test('whole numbers: both ends as likely as the rest', () => {
    const values = valuesOf({ kind: 'int', min: 0, max: 3, scale: 'linear' })
    for (const depth of [0, 1, 2, 3]) expect(share(values, value => value === depth)).toBeCloseTo(0.25, 1)
  })

  test('whole numbers on a log scale: 1 more often than 2, both ends reached', () => {
    const values = valuesOf({ kind: 'int', min: 1, max: 8, scale: 'log' })
    expect(new Set(values)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]))
    expect(share(values, value => value === 1)).toBeCloseTo(Math.log(3) / Math.log(17), 1)
  })

  test('steps: only multiples, without digits that say nothing', () => {
    const values = valuesOf({ kind: 'float', min: 0, max: 0.6, scale: 'linear', step: 0.1 }, 200)
    expect(new Set(values)).toEqual(new Set([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]))
  })
})
