import { expect, test } from 'vitest'
import { createStudy } from '../../../src/coordinator/study.ts'
import { constantsFor } from '../../../src/samplers/cma-es/constants.ts'
import { createSampler } from '../../../src/samplers/index.ts'
import type { Config } from '../../../src/space/parameter.ts'

/** The least loss after so many trials. */
function leastOf(
  space: Parameters<typeof createStudy>[0]['space'],
  loss: (config: Config) => number,
  trials: number,
) {
  const study = createStudy({ space, sampler: createSampler({ type: 'cmaEs' }), goal: 'minimize', seed: 2 })
  for (let trial = 0; trial < trials; trial++) {
    const next = study.ask()
    if (next === undefined) break
    study.tell(next.number, loss(next.config))
  }
  return study.best
}

const cube = (n: number) =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => [`x${i}`, { min: -5, max: 5 }]))
const numbers = (config: Config) => Object.values(config).map(Number)

test('the defaults for ten dimensions are those of the tutorial', () => {
  const { weights, muEff, cSigma, cC, c1, cMu } = constantsFor(10, 10)
  expect(weights.slice(0, 5).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
  expect(muEff).toBeCloseTo(3.167, 3)
  expect([cSigma, cC, c1, cMu].map(value => value.toFixed(4))).toEqual([
    '0.2844',
    '0.2950',
    '0.0153',
    '0.0236',
  ])
})

test('converges on a sphere whose centre is not that of the space', () => {
  const sphere = (config: Config) => numbers(config).reduce((sum, x) => sum + (x - 1.7) ** 2, 0)
  expect(leastOf(cube(5), sphere, 400)?.value).toBeLessThan(1e-3)
})

test('follows the bent valley of Rosenbrock', () => {
  const rosenbrock = (config: Config) => {
    const [a = 0, b = 0] = numbers(config)
    return 100 * (b - a * a) ** 2 + (1 - a) ** 2
  }
  expect(leastOf(cube(2), rosenbrock, 500)?.value).toBeLessThan(1e-4)
})

test('integers and choices find their best values, too', () => {
  const space = {
    depth: { type: 'int' as const, min: 0, max: 8 },
    rate: { min: 1e-5, max: 1e-1, scale: 'log' as const },
    optimizer: ['adam', 'sgd', 'rmsprop'],
    momentum: { min: 0.5, max: 1, when: { optimizer: ['sgd'] } },
  }
  const best = leastOf(
    space,
    ({ depth, rate, optimizer, momentum }) =>
      0.05 * (Number(depth) - 6) ** 2 +
      (Math.log10(Number(rate)) + 3) ** 2 +
      (optimizer === 'sgd' ? (Number(momentum) - 0.8) ** 2 : 0.3),
    300,
  )
  expect(best?.config).toMatchObject({ depth: 6, optimizer: 'sgd' })
  expect(best?.value).toBeLessThan(0.02)
})
