import { expect, test } from 'vitest'
import { createStudy } from '../../../src/coordinator/study.ts'
import { choose } from '../../../src/samplers/auto/choice.ts'
import { createSampler } from '../../../src/samplers/index.ts'
import type { Observation } from '../../../src/samplers/sampler.ts'
import type { Parameter } from '../../../src/space/parameter.ts'
import { continuousSpace } from '../../space/spaces.ts'

const known = (count: number, number = count) => {
  const observations: Observation[] = Array.from({ length: count }, (_, trial) => ({
    trial,
    config: {},
    loss: trial,
    variance: 0,
  }))
  return { number, observations }
}
const number: Parameter = { kind: 'float', min: 0, max: 1, scale: 'linear' }
const choice: Parameter = { kind: 'choice', values: ['a', 'b'] }
const spaceOf = (parameters: readonly Parameter[]) => new Map(parameters.map((one, i) => [`p${i}`, one]))

test.each([
  ['at first', known(3), spaceOf([number]), 'sobol', 'the first trials'],
  ['while nothing is known', known(1, 30), spaceOf([number]), 'sobol', 'the first trials'],
  [
    'few trials, numbers',
    known(20),
    spaceOf([number, number, choice]),
    'gp',
    '2 of 3 parameters are numbers',
  ],
  ['few trials, choices', known(20), spaceOf([number, choice, choice]), 'tpe', 'only 1 of 3'],
  ['many trials', known(151), spaceOf([number]), 'tpe', '151 trials are known'],
  ['many parameters', known(20), spaceOf(Array(21).fill(number)), 'tpe', '21 parameters'],
  ['one in ten beside conditions', known(29), continuousSpace, 'random', 'one trial in 10'],
  ['none in ten without', known(29), spaceOf([number]), 'gp', '29 trials are known'],
] as const)('%s', (_, history, space, by, why) => {
  const chosen = choose(history, space)
  expect(chosen.by).toBe(by)
  expect(chosen.why).toContain(why)
})

test('a study keeps what proposed each trial, and why', () => {
  const study = createStudy({
    space: { x: { min: 0, max: 1 } },
    sampler: createSampler({ type: 'auto' }),
    goal: 'minimize',
  })
  for (let trial = 0; trial < 10; trial++) {
    const next = study.ask()
    if (next !== undefined) study.tell(next.number, (Number(next.config.x) - 0.3) ** 2)
  }
  expect(study.trials[0]?.by).toBe('sobol: the first trials cover the space evenly')
  expect(study.trials[9]?.by).toMatch(
    /^gp: accuracy of about \S+ expected, .* \(9 trials are known, and 1 of 1 parameters are numbers\)$/,
  )
})

test('leaves a part of the space that only began better', () => {
  const space = {
    branch: ['early', 'late'],
    x: { min: 0, max: 1, when: { branch: ['early'] } },
    y: { min: 0, max: 1, when: { branch: ['late'] } },
  }
  const study = createStudy({ space, sampler: createSampler({ type: 'auto' }), goal: 'minimize', seed: 4 })
  for (let trial = 0; trial < 60; trial++) {
    const next = study.ask()
    if (next === undefined) break
    const { branch, x, y } = next.config
    study.tell(next.number, branch === 'early' ? 0.2 + Number(x) * 0.1 : Math.abs(Number(y) - 0.62) * 4)
  }
  expect(study.best?.config).toMatchObject({ branch: 'late' })
})
