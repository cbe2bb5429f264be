import { expect, test } from 'vitest'
import { workersAndThreads } from '../../../src/execution/pool/workers.ts'

test.each([
  [undefined, 2, { workers: 2, threads: 1 }],
  [undefined, 32, { workers: 8, threads: 4 }],
  [1, 16, { workers: 1, threads: 16 }],
  [3, 2, { workers: 3, threads: 1 }],
])('%s workers wanted on %s cores', (wanted, cores, expected) => {
  expect(workersAndThreads(wanted, cores)).toEqual(expected)
})

test('thousands of workers are a slip of the finger', () => {
  expect(() => workersAndThreads(9999, 2)).toThrow(/9999 workers are too many for 2 cores/)
})

test('workers that share a GPU are few', () => {
  expect(workersAndThreads(undefined, 16, 'webgpu')).toEqual({ workers: 4, threads: 4 })
  expect(workersAndThreads(undefined, 2, 'webgpu').workers).toBe(2)
  expect(workersAndThreads(16, 16, 'webgpu').workers).toBe(16)
  expect(workersAndThreads(undefined, 16, 'wasm').workers).toBe(8)
})
