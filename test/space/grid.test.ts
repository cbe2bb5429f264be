import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonical } from '../../src/base/hash.ts'
import { checkConfig } from '../../src/space/contains.ts'
import { gridOf, levelsOf } from '../../src/space/grid.ts'
import type { Parameter, Space } from '../../src/space/parameter.ts'
import { gridSizeOf, sizeOf } from '../../src/space/size.ts'
import { continuousSpace, finiteSize, finiteSpace } from './spaces.ts'

test('the whole grid, the last parameter varying fastest, without what is inactive', () => {
  const space: Space = new Map<string, Parameter>([
    ['optimizer', { kind: 'choice', values: ['adam', 'sgd'] }],
    ['momentum', { kind: 'choice', values: [0.8, 0.9], when: { optimizer: ['sgd'] } }],
    ['batchSize', { kind: 'choice', values: [16, 32] }],
  ])
  expect([...gridOf(space, 3)]).toEqual([
    { optimizer: 'adam', batchSize: 16 },
    { optimizer: 'adam', batchSize: 32 },
    { optimizer: 'sgd', momentum: 0.8, batchSize: 16 },
    { optimizer: 'sgd', momentum: 0.8, batchSize: 32 },
    { optimizer: 'sgd', momentum: 0.9, batchSize: 16 },
    { optimizer: 'sgd', momentum: 0.9, batchSize: 32 },
  ])
})

test('continuous ranges give levels evenly on their scale, both ends included', () => {
  expect([...levelsOf({ kind: 'float', min: 1e-4, max: 1e-2, scale: 'log' }, 3)]).toEqual([1e-4, 1e-3, 1e-2])
  expect([...levelsOf({ kind: 'float', min: 0, max: 1, scale: 'linear' }, 5)]).toEqual([
    0, 0.25, 0.5, 0.75, 1,
  ])
  expect([...levelsOf({ kind: 'float', min: 0, max: 1, scale: 'linear' }, 1)]).toEqual([0.5])
  expect([...levelsOf({ kind: 'int', min: 1, max: 4, scale: 'log' }, 2)]).toEqual([1, 2, 3, 4])
  expect([...levelsOf({ kind: 'int', min: 0, max: 9, scale: 'linear', step: 4 }, 2)]).toEqual([0, 4, 8])
})

test('sizes', () => {
  expect(sizeOf(finiteSpace)).toBe(finiteSize)
  expect(sizeOf(continuousSpace)).toBe(Infinity)
  expect(gridSizeOf(continuousSpace, 3)).toBe(3 * 57 * 7 * (1 + 3 + 3))
  expect(sizeOf(new Map())).toBe(1)
})

const values = fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 })
/** Spaces of up to four small parameters, each perhaps depending on the one before. */
const spaces = fc
  .array(fc.record({ values, condition: fc.option(values, { nil: undefined }) }), { maxLength: 4 })
  .map(
    (items): Space =>
      new Map(
        items.map(({ values, condition }, i) => {
          const when = i > 0 && condition !== undefined ? { when: { [`p${i - 1}`]: condition } } : {}
          return [`p${i}`, { kind: 'choice', values, ...when }]
        }),
      ),
  )

test('a grid has as many configs as the space is large, each once and each in the space', () => {
  fc.assert(
    fc.property(spaces, space => {
      const configs = [...gridOf(space, 1)]
      expect(configs).toHaveLength(sizeOf(space))
      expect(new Set(configs.map(canonical)).size).toBe(configs.length)
      for (const config of configs) expect(checkConfig(space, config)).toEqual([])
    }),
    { numRuns: 100 },
  )
})
