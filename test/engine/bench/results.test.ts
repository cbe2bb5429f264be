import { expect, test } from 'vitest'
import { layerShapes, operationsOf } from '../../../src/engine/bench/layer-shapes.ts'
import { median, medianSeconds } from '../../../src/engine/bench/repeat.ts'
import { compareEngines, type Measured } from '../../../src/engine/bench/results.ts'
import type { EngineName } from '../../../src/trial/engine-names.ts'

const results = new Map<EngineName, Measured[]>([
  [
    'tensorflow',
    [
      { kind: 'layer', name: '3×3', forward: 100, training: 60 },
      { kind: 'backbone', name: 'Pocket', size: 64, imagesPerSecond: 900 },
    ],
  ],
  [
    'wasm',
    [
      { kind: 'layer', name: '3×3', forward: 25, training: 15 },
      { kind: 'failed', name: 'Pocket', reason: 'memory' },
    ],
  ],
])

test('engines stand side by side, each with its share of the fastest', () => {
  expect(compareEngines(results)).toEqual({
    layers: [
      {
        name: '3×3',
        forward: { tensorflow: { value: 100, ratio: 1 }, wasm: { value: 25, ratio: 0.25 } },
        training: { tensorflow: { value: 60, ratio: 1 }, wasm: { value: 15, ratio: 0.25 } },
      },
    ],
    backbones: [{ name: 'Pocket', size: 64, imagesPerSecond: { tensorflow: { value: 900, ratio: 1 } } }],
    failed: [{ engine: 'wasm', name: 'Pocket', reason: 'memory' }],
  })
})

test('operations are counted twice a multiply-add; a depthwise layer has one filter a channel', () => {
  const [first, , , , depthwise] = layerShapes
  if (first === undefined || depthwise === undefined) throw new Error('five layers expected')
  expect(operationsOf(first, 8)).toBe(2 * 8 * 56 * 56 * 9 * 64 * 64)
  expect(operationsOf(depthwise, 1)).toBe(2 * 14 * 14 * 9 * 576)
})

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
  [[7], 7],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected)
})

test('repeats end by number or by time; the first call does not count', async () => {
  let calls = 0
  await medianSeconds(async () => calls++, { repeats: 4, seconds: 10 })
  expect(calls).toBe(5)
  const slow = () => new Promise(resolve => setTimeout(resolve, 30, calls++))
  await medianSeconds(slow, { repeats: 100, seconds: 0.02 })
  expect(calls).toBe(7)
})
