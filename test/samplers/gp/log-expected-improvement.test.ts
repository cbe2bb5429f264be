import { expect, test } from 'vitest'
import { logImprovement } from '../../../src/samplers/gp/log-expected-improvement.ts'

/** z, log h(z) and Φ(z)/h(z), by mpmath with 60 and more digits. */
const known = [
  [3, 1.0987396653277, 0.3328409684518],
  [1.5, 0.42481455676226, 0.61020640367076],
  [1, 0.080026218849307, 0.77663872520174],
  [0.5, -0.35982768374506, 0.99092271800411],
  [0, -0.91893853320467, 1.2533141373155],
  [-0.5, -1.6205162643873, 1.5598731483481],
  [-1, -2.4851210257126, 1.9042712333297],
  [-1.0001, -2.4853114564459, 1.9043434317165],
  [-2, -4.7687835239171, 2.6794168839556],
  [-5, -16.744301162661, 5.3618162412881],
  [-10, -55.553122036122, 10.194383033413],
  [-40, -808.29856835662, 40.049906657649],
  [-1000, -500014.73445209116, 1000.001999994],
] as const

test.each(known)('z = %d', (z, value, slope) => {
  const found = logImprovement(z)
  expect(Math.abs(found.value - value)).toBeLessThan(1e-10 * Math.max(1, Math.abs(value)))
  expect(Math.abs(found.slope / slope - 1)).toBeLessThan(1e-10)
})
