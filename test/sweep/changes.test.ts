import { expect, test } from 'vitest'
import { withChanges } from '../../src/sweep/changes.ts'
import { journalSweep } from '../run/beginning.ts'

const common = { imageSize: 32, holdout: 0 }

test('what lies in the folder of the images moves along with it, and nothing else does', () => {
  const inside = journalSweep({
    data: { path: '/old', train: ['/old/train', '/old/val'], test: ['/old/test'], ...common },
  })
  expect(withChanges(inside, ['data.path=/new']).data).toEqual({
    path: '/new',
    train: ['/new/train', '/new/val'],
    test: ['/new/test'],
    ...common,
  })
  const table = journalSweep({ data: { path: '/old/images', table: '/old/labels.csv', ...common } })
  expect(withChanges(table, ['data.path=/new']).data).toEqual({
    path: '/new',
    table: '/old/labels.csv',
    ...common,
  })
})

test('what a fold may take can be another', () => {
  const sweep = journalSweep({ limits: { foldMinutes: 5 } })
  expect(withChanges(sweep, ['limits.foldMinutes=60']).limits).toEqual({ foldMinutes: 60 })
  expect(() => withChanges(sweep, ['limits.foldMinutes=0'])).toThrow(
    'limits.foldMinutes: must be greater than 0',
  )
})

test.each([
  ['recipe.headEpochs=2', 'recipe.headEpochs cannot change while a run goes on'],
  ['space.learningRate=0.1', 'space.learningRate cannot change while a run goes on'],
  ['data.imageSize=64', 'data.imageSize cannot change while a run goes on'],
  ['seed=3', 'seed cannot change while a run goes on'],
  ['budget.trials=none', 'budget.trials: must be a number'],
  ['budget.n_trials=3', 'budget.n_trials: unknown key; did you mean trials?'],
])('%s is refused by name', (setting, message) => {
  expect(() => withChanges(journalSweep({}), [setting])).toThrow(message)
})
