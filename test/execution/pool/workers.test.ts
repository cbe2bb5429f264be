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
