import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../../../src/base/random.ts'
import { dimensionsOf, pointOf } from '../../../src/samplers/dimensions.ts'
import { createObjective, type Evidence } from '../../../src/samplers/gp/likelihood.ts'
import { createPosterior } from '../../../src/samplers/gp/posterior.ts'
import type { Config, Parameter } from '../../../src/space/parameter.ts'
import { sampleConfig } from '../../../src/space/sample.ts'
import { continuousSpace } from '../../space/spaces.ts'

const dimensions = dimensionsOf(
  new Map<string, Parameter>([
    ['x', { kind: 'float', min: 0, max: 1, scale: 'linear' }],
    ['kind', { kind: 'choice', values: ['a', 'b', 'c'] }],
  ]),
)
const at = (x: number, kind: string) => pointOf(dimensions, { x, kind })
const evidence: Evidence = {
  dimensions,
  points: [at(0.1, 'a'), at(0.4, 'b'), at(0.8, 'a'), at(0.55, 'c')],
  targets: Float64Array.of(0.5, -1, 1.2, -0.3),
  variances: Float64Array.of(0, 0.02, 0, 0.1),
}
const hyperparameters = { weights: Float64Array.of(3, 0.5), scale: 1.3, noise: 0.01 }
const theta = Float64Array.of(3, 0.5, 1.3, 0.01).map(Math.log)

/** By mpmath with 40 digits, from the formulas of the textbook and an inverse of the whole matrix. */
test.each([
  [0.3, 'b', -0.941241251299279, 0.0699709170183987],
  [0.9, 'c', 0.31202249323888, 0.442733478032088],
  [0.1, 'a', 0.489367473295212, 0.00987950367474559],
] as const)('expects at %d, %s what a textbook says', (x, kind, mean, variance) => {
  const found = createPosterior(evidence, hyperparameters).predict(at(x, kind))
  expect(found.mean).toBeCloseTo(mean, 11)
  expect(found.variance).toBeCloseTo(variance, 11)
})

test('the likelihood with its priors is what a textbook says', () => {
  expect(createObjective(evidence)(theta).value).toBeCloseTo(8.35606087487023, 10)
})

test('the slopes of the likelihood are its differences', () => {
  const objective = createObjective(evidence)
  const { gradient } = objective(theta)
  const slopes = gradient.map((_, i) => {
    const moved = (by: number) => objective(theta.map((t, j) => (i === j ? t + by : t))).value
    return (moved(1e-5) - moved(-1e-5)) / 2e-5
  })
  for (const [i, slope] of slopes.entries()) expect(gradient[i]).toBeCloseTo(slope, 6)
})

const configs = fc
  .integer({ min: 0, max: 1e6 })
  .map(seed =>
    Array.from({ length: 12 }, (_, i) => sampleConfig(continuousSpace, createRandom(seed).fork(i))),
  )

test('in any conditional space: variance between 0 and that of the process, slopes as differences', () => {
  const mixed = dimensionsOf(continuousSpace)
  fc.assert(
    fc.property(configs, ([first = {}, ...others]: Config[]) => {
      const posterior = createPosterior(
        {
          dimensions: mixed,
          points: others.map(config => pointOf(mixed, config)),
          targets: Float64Array.from(others, (_, i) => Math.sin(3 * i)),
          variances: new Float64Array(others.length),
        },
        { weights: new Float64Array(mixed.length).fill(2), scale: 1.5, noise: 0.01 },
      )
      const point = pointOf(mixed, first)
      const [ofMean, ofVariance] = [new Float64Array(point.length), new Float64Array(point.length)]
      const { variance } = posterior.predictWithSlopes(point, ofMean, ofVariance)
      expect(variance).toBeGreaterThan(0)
      expect(variance).toBeLessThanOrEqual(1.5)
      const moved = (by: number) => posterior.predict(point.map((u, i) => (i === 0 ? u + by : u)))
      expect(ofMean[0]).toBeCloseTo((moved(1e-5).mean - moved(-1e-5).mean) / 2e-5, 5)
      expect(ofVariance[0]).toBeCloseTo((moved(1e-5).variance - moved(-1e-5).variance) / 2e-5, 5)
    }),
    { numRuns: 50 },
  )
})

test('what is believed of a pending config makes it dull and changes no expectation', () => {
  const posterior = createPosterior(evidence, hyperparameters)
  const pending = at(0.2, 'b')
  const believing = posterior.believing([pending])
  expect(believing.predict(pending).variance).toBeLessThan(posterior.predict(pending).variance / 3)
  const elsewhere = at(0.6, 'a')
  expect(believing.predict(elsewhere).mean).toBeCloseTo(posterior.predict(elsewhere).mean, 10)
})
