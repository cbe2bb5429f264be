import { expect, test } from 'vitest'
import { explain, UserError } from '../../src/base/errors.ts'
import { createStudy, type StudyOptions } from '../../src/coordinator/study.ts'

const right = { space: { rate: { min: 0, max: 1 } }, sampler: { type: 'random' } }

function said(act: () => unknown): string {
  try {
    act()
    return 'no error'
  } catch (error) {
    expect(error).toBeInstanceOf(UserError)
    return explain(error)
  }
}

test.each<[string, object, string]>([
  [
    'a goal that is none',
    { goal: 'up' },
    'goal: must be maximize or minimize (got "up"); did you mean maximize?',
  ],
  [
    'a goal among several',
    { objectives: [{ goal: 'min' }] },
    'objectives[0].goal: must be maximize or minimize',
  ],
  ['an unknown option', { lr: 1 }, 'lr: unknown key'],
  ['no folds', { folds: 0 }, 'folds: must be at least 1 (got 0)'],
  ['half a fold', { folds: 2.5 }, 'folds: must be a whole number (got 2.5)'],
  ['an unknown sampler', { sampler: { type: 'bayesian' } }, 'sampler.type: must be auto, random,'],
  ['a wrong option', { sampler: { type: 'grid', levels: 0 } }, 'sampler.levels: must be at least 1 (got 0)'],
  ['no sampler', { sampler: undefined }, 'sampler'],
  [
    'a range upside down',
    { space: { rate: { min: 1, max: 0 } } },
    'space.rate.max: must not be below min, which is 1 (got 0)',
  ],
  [
    'a log from 0',
    { space: { rate: { min: 0, max: 1, scale: 'log' } } },
    'space.rate.min: must be greater than 0 on a log scale',
  ],
  [
    'a range of another tool',
    { space: { rate: { low: 0, high: 1 } } },
    'space.rate.low: unknown key; did you mean min?',
  ],
  ['no values', { space: { rate: [] } }, 'space.rate: must have at least 1 entry'],
  [
    'a condition on nothing',
    { space: { rate: { min: 0, max: 1, when: { kind: 'a' } } } },
    'space.rate.when.kind: is not under space',
  ],
  [
    'a circle',
    { space: { a: { values: [1], when: { b: 1 } }, b: { values: [1], when: { a: 1 } } } },
    'the conditions go in a circle',
  ],
  ['a constraint on nothing', { constraints: ['depth < 3'] }, 'constraints[0]: '],
])('%s', (_, change, message) => {
  expect(said(() => createStudy({ ...right, ...change } as StudyOptions))).toContain(message)
})

test.each<[string, unknown, string]>([
  ['no number', Number.NaN, 'a value must be a finite number, not NaN'],
  ['a text', 'good', 'needs a number, a list of numbers, { values } or { error }, not good'],
  ['nothing', undefined, 'needs a number'],
  ['no values', [], 'needs a value'],
  ['more values than folds', [1, 2, 3], 'has 3 values, but there are 2 folds'],
])('tell %s', (_, value, message) => {
  const study = createStudy({ ...right, folds: 2 } as StudyOptions)
  study.ask()
  expect(said(() => study.tell(0, value as number))).toContain(message)
  expect(said(() => study.tell(9, 1))).toContain('trial 9 was never asked for')
  expect(study.trials[0]?.state).toBe('running')
})
