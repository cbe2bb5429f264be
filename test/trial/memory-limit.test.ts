import { expect, test } from 'vitest'
import {
  type Demand,
  joined,
  type MemoryLimit,
  startingBatch,
  withTry,
} from '../../src/trial/memory-limit.ts'

const demand: Demand = {
  body: 'MobileNetV2',
  unfreezeDepth: 4,
  imageSize: 160,
  batchNorm: 'frozen',
  workers: 2,
}
const limit = (change: Partial<MemoryLimit> = {}): MemoryLimit => ({
  ...demand,
  fits: 16,
  fails: 32,
  gigabytes: 8,
  ...change,
})

test.each<[string, Partial<Demand>, number]>([
  ['the same', {}, 16],
  ['deeper', { unfreezeDepth: 9 }, 16],
  ['larger', { imageSize: 224 }, 16],
  ['more workers', { workers: 4 }, 16],
  ['less deep', { unfreezeDepth: 3 }, 64],
  ['smaller', { imageSize: 96 }, 64],
  ['alone', { workers: 1 }, 64],
  ['another network', { body: 'VGG16' }, 64],
  ['trained batch norm', { batchNorm: 'trained' }, 64],
])('a limit tells of %s: a batch of 64 begins with so many', (_, change, images) => {
  expect(startingBatch([limit()], { ...demand, ...change }, 64, 8)).toBe(images)
})

test('a batch smaller than what failed is tried whole', () => {
  expect(startingBatch([limit()], demand, 31, 8)).toBe(31)
  expect(startingBatch([limit({ fits: 24 })], demand, 32, 8)).toBe(24)
  expect(startingBatch([limit({ fits: 0, fails: 1 })], demand, 32, 8)).toBe(1)
})

test('with half as much memory again nothing is known', () => {
  expect(startingBatch([limit()], demand, 64, 11.9)).toBe(16)
  expect(startingBatch([limit()], demand, 64, 12)).toBe(64)
})

test('tries narrow a limit, luck refutes none, much more memory does', () => {
  const tried = (images: number, hasFitted: boolean) => ({ images, hasFitted, gigabytes: 8 })
  let limits = withTry([], demand, tried(64, false))
  limits = withTry(limits, demand, tried(32, false))
  limits = withTry(limits, demand, tried(16, true))
  expect(limits).toEqual([limit()])
  expect(withTry(limits, demand, tried(8, true))).toBe(limits)
  expect(withTry(limits, demand, tried(40, true))).toBe(limits)
  const more = { images: 40, hasFitted: true, gigabytes: 12 }
  expect(withTry(limits, demand, more)).toEqual([limit({ fits: 40, fails: null, gigabytes: 12 })])
  expect(withTry(limits, demand, tried(8, false))).toEqual([limit({ fits: 0, fails: 8 })])
  expect(withTry(limits, { ...demand, imageSize: 224 }, tried(8, false))).toHaveLength(2)
})

test('of two sessions the later one counts', () => {
  const other = limit({ unfreezeDepth: 1 })
  expect(joined([limit(), other], [limit({ fits: 20 })])).toEqual([other, limit({ fits: 20 })])
})
