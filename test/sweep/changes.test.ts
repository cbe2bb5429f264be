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

test('what results depend on cannot change', () => {
  expect(() => withChanges(journalSweep({}), ['data.imageSize=64'])).toThrow(
    'data.imageSize cannot change while a run goes on',
  )
})
