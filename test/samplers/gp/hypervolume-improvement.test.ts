import { expect, test } from 'vitest'
import { createRandom } from '../../../src/base/random.ts'
import { dimensionsOf, pointOf } from '../../../src/samplers/dimensions.ts'
import { type Forecast, hypervolumeImprovement } from '../../../src/samplers/gp/hypervolume-improvement.ts'
import { createPosterior } from '../../../src/samplers/gp/posterior.ts'
import type { Parameter } from '../../../src/space/parameter.ts'
import { contribution } from '../../../src/stats/hypervolume.ts'

/** The same at every point. */
const certain = (mean: number, variance: number): Forecast => ({
  predict: () => ({ mean, variance }),
  predictWithSlopes: () => ({ mean, variance }),
})
const nowhere = new Float64Array(1)

test.each([
  [
    2,
    [
      [0.2, 0.8],
      [0.5, 0.4],
      [0.9, 0.1],
    ],
    [0.45, 0.5],
    [0.04, 0.09],
  ],
  [2, [[0.5, 0.5]], [0.9, 0.9], [0.09, 0.04]],
  [
    3,
    [
      [0.2, 0.8, 0.5],
      [0.5, 0.4, 0.6],
      [0.9, 0.1, 0.1],
    ],
    [0.4, 0.4, 0.4],
    [0.04, 0.02, 0.05],
  ],
  [
    3,
    [
      [0.2, 0.8, 0.5],
      [0.5, 0.4, 0.6],
    ],
    [0.4, 0.4, 0.4],
    [0.04, 0, 0.05],
  ],
] as const)('of %i objectives it is the mean over draws', (objectives, front, means, variances) => {
  const reference = Array.from({ length: objectives }, () => 1)
  const forecasts = means.map((mean, i) => certain(mean, variances[i] ?? 0))
  const random = createRandom(1)
  const draws = Array.from({ length: 40_000 }, () =>
    contribution(
      means.map((mean, i) => mean + Math.sqrt(variances[i] ?? 0) * random.normal()),
      front,
      reference,
    ),
  )
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
  const found = Math.exp(hypervolumeImprovement(forecasts, front, reference).at(nowhere))
  const error = Math.sqrt(draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0)) / draws.length
  expect(Math.abs(found - mean)).toBeLessThan(4 * error)
})

test('its slopes are its differences', () => {
  const dimensions = dimensionsOf(
    new Map<string, Parameter>([
      ['x', { kind: 'float', min: 0, max: 1, scale: 'linear' }],
      ['y', { kind: 'float', min: 0, max: 1, scale: 'linear' }],
    ]),
  )
  const at = (x: number, y: number) => pointOf(dimensions, { x, y })
  const forecasts = [
    [0.5, -1, 1.2],
    [-0.4, 0.9, -0.8],
  ].map(targets =>
    createPosterior(
      {
        dimensions,
        points: [at(0.1, 0.7), at(0.4, 0.2), at(0.8, 0.5)],
        targets: Float64Array.from(targets),
        variances: new Float64Array(3),
      },
      { weights: Float64Array.of(3, 0.5), scale: 1.3, noise: 0.01 },
    ),
  )
  const improvement = hypervolumeImprovement(
    forecasts,
    [
      [-1, 0.9],
      [0.5, -0.4],
    ],
    [1.5, 1.5],
  )
  const gradient = new Float64Array(2)
  expect(improvement.withSlopes(at(0.3, 0.6), gradient)).toBeCloseTo(improvement.at(at(0.3, 0.6)), 10)
  const step = 1e-5
  expect(gradient[0]).toBeCloseTo(
    (improvement.at(at(0.3 + step, 0.6)) - improvement.at(at(0.3 - step, 0.6))) / (2 * step),
    4,
  )
  expect(gradient[1]).toBeCloseTo(
    (improvement.at(at(0.3, 0.6 + step)) - improvement.at(at(0.3, 0.6 - step))) / (2 * step),
    4,
  )
})
