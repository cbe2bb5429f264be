import { expect, test } from 'vitest'
import { createRandom } from '../../../src/base/random.ts'
import { createStudy } from '../../../src/coordinator/study.ts'
import { pointOf } from '../../../src/samplers/dimensions.ts'
import { learn } from '../../../src/samplers/gp/learn.ts'
import { createSampler } from '../../../src/samplers/index.ts'
import type { History } from '../../../src/samplers/sampler.ts'
import { sampleConfig } from '../../../src/space/sample.ts'
import { continuousSpace } from '../../space/spaces.ts'
import { historyOf, objective, propose, trialOf } from '../histories.ts'

const sampler = createSampler({ type: 'gp', startTrials: 8 })

test('finds the minimum of Branin within 1 % of it in 30 trials', () => {
  const space = { x: { min: -5, max: 10 }, y: { min: 0, max: 15 } }
  const study = createStudy({ space, sampler, goal: 'minimize', seed: 3 })
  for (let trial = 0; trial < 30; trial++) {
    const next = study.ask()
    if (next === undefined) throw new Error('a continuous space is never exhausted')
    study.tell(next.number, branin(Number(next.config.x), Number(next.config.y)))
  }
  expect(study.best?.value).toBeLessThan(0.397887 * 1.01)
})

test('finds the good value of a category, and the number that only it has', () => {
  const space = {
    optimizer: ['adam', 'sgd', 'rmsprop'],
    momentum: { min: 0.5, max: 1, when: { optimizer: ['sgd'] } },
  }
  const study = createStudy({ space, sampler, goal: 'minimize', seed: 1 })
  for (let trial = 0; trial < 24; trial++) {
    const next = study.ask()
    if (next === undefined) break
    const { optimizer, momentum } = next.config
    study.tell(next.number, optimizer === 'sgd' ? (Number(momentum) - 0.83) ** 2 : 0.05)
  }
  expect(study.best?.config).toMatchObject({ optimizer: 'sgd' })
  expect(Number(study.best?.config.momentum)).toBeCloseTo(0.83, 1)
})

const branin = (x: number, y: number) =>
  (y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6) ** 2 +
  10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) +
  10

const config = (i: number) => ({
  learningRate: 10 ** -(1 + (i % 4)),
  batchSize: 8 + i,
  dropout: 0.1 * (i % 6),
  optimizer: 'adam',
})
const trials = Array.from({ length: 20 }, (_, i) => trialOf(i, config(i), 'completed', Math.sin(i)))
const ask = (history: History) => sampler(history, continuousSpace, createRandom(1), objective)

test('another memo, as after a resume, changes nothing', () => {
  const history = historyOf(trials)
  expect(ask(history)).toEqual(ask(history))
  expect(ask(historyOf(trials))).toEqual(ask(history))
})

test('what runs is not asked for again, nor near it', () => {
  const first = ask(historyOf(trials))
  if (first === 'exhausted') throw new Error('a continuous space is never exhausted')
  const second = ask(historyOf([...trials, trialOf(20, first, 'running')]))
  expect(second).not.toEqual(first)
})

test('all that diverged, or all equal, is no reason to fail', () => {
  const observations = trials.map(({ number, config }) => ({ trial: number, config, variance: 0 }))
  for (const loss of [Infinity, 0.5]) {
    const history = { ...historyOf(trials), observations: observations.map(o => ({ ...o, loss })) }
    expect(ask(history)).toHaveProperty('optimizer')
  }
})

test('begins as Sobol does', () => {
  const sobol = createSampler({ type: 'sobol' })
  expect(propose(sampler, continuousSpace, { most: 8 })).toEqual(propose(sobol, continuousSpace, { most: 8 }))
})

test('in doubt it is less sure of what lies between the observations', () => {
  const { dimensions, posterior, doubting } = learn(historyOf(trials), continuousSpace)
  const doubtful = doubting(2)
  expect(doubting(1)).toBe(posterior)
  for (let i = 0; i < 20; i++) {
    const point = pointOf(dimensions, sampleConfig(continuousSpace, createRandom(i)))
    expect(doubtful.predict(point).variance).toBeGreaterThan(posterior.predict(point).variance)
  }
})

test('does not spend trials on repeating the best one', () => {
  const space = { x: { min: 0, max: 1 }, y: { min: 0, max: 1 } }
  const study = createStudy({ space, sampler, goal: 'minimize', seed: 2 })
  for (let trial = 0; trial < 40; trial++) {
    const next = study.ask()
    if (next === undefined) break
    study.tell(next.number, (Number(next.config.x) - 0.3) ** 2 + (Number(next.config.y) - 0.6) ** 2)
  }
  const near = study.trials.filter(
    ({ config }) => Math.abs(Number(config.x) - 0.3) < 0.003 && Math.abs(Number(config.y) - 0.6) < 0.003,
  )
  expect(study.best?.value).toBeLessThan(1e-4)
  expect(near.length).toBeLessThan(9)
})
