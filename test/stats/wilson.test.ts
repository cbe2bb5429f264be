import { expect, test } from 'vitest'
import { wilsonInterval } from '../../src/stats/wilson.ts'

/** R 4.4: prop.test(x, n, correct = FALSE)$conf.int */
test.each([
  [58, 62, 0.8455, 0.9746],
  [62, 62, 0.9417, 1],
  [0, 20, 0, 0.1611],
])('%i of %i', (right, images, low, high) => {
  const interval = wilsonInterval(right / images, images)
  expect(interval.low).toBeCloseTo(low, 4)
  expect(interval.high).toBeCloseTo(high, 4)
})
