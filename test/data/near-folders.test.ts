import { readdirSync, symlinkSync } from 'node:fs'
import { expect, test } from 'vitest'
import { explain } from '../../src/base/errors.ts'
import { listDataset } from '../../src/data/list-dataset.ts'
import { failure, fill, pictures, tempFolder } from './make.ts'

const listed = async (folders: readonly string[], how: object = {}) => {
  const files = Object.assign({}, ...folders.map(folder => pictures(folder, 2)))
  return listDataset({ path: await fill(await tempFolder(), files), ...how })
}

test.each([
  [['ants', 'ants '], '"ants", "ants "'],
  [['ants', 'ants\u200b'], '"ants", "ants\\u200b"'],
  [['ants', 'ants\u00a0'], '"ants", "ants\\u00a0"'],
  [['ants', '\u0430nts'], '"ants", "\\u0430nts"'],
  [['1', '1.0'], '"1", "1.0"'],
  [['01', '1'], '"01", "1"'],
  [['\uff11', '1'], '"1", "\\uff11"'],
])('class folders %j are one finding with both spellings', async (folders, spellings) => {
  const error = await failure(() => listed([...folders, 'bees']))
  expect(error.message).toBe(`2 classes have names that cannot be told apart: ${spellings}`)
  expect(error.next).toContain('Rename the folders')
})

test.for<readonly [readonly string[], string]>([
  [['Ants', 'ants'], '"Ants", "ants"'],
  [['cafe\u0301', 'caf\u00e9'], '"cafe\\u0301", "caf\u00e9"'],
])('%j, too, on disks that keep them apart', async ([folders, spellings], context) => {
  const root = await fill(
    await tempFolder(),
    Object.assign({}, ...folders.map(folder => pictures(folder, 2))),
  )
  if (readdirSync(root).length < 2) return context.skip('this disk takes them for one')
  expect((await failure(() => listDataset({ path: root }))).message).toContain(spellings)
})

test('several such groups are one error, too, wherever the folders lie', async () => {
  const error = await failure(() => listed(['n/a', 'n/b', 's/a ', 's/b\u200b'], { depth: 2 }))
  expect(explain(error)).toContain(
    '2 times, classes have names that cannot be told apart\n  "a", "a "\n  "b", "b\\u200b"',
  )
})

test('numbers from 0 to 11, and names that only look related, are classes', async () => {
  const digits = Array.from({ length: 12 }, (_, digit) => String(digit))
  expect((await listed(digits)).classes).toHaveLength(12)
  expect((await listed(['ant', 'ants', 'ants_2', 'ants2', 'Masse', 'Ma\u00dfe'])).classes).toHaveLength(6)
})

test('a run that has begun keeps folders and names that would be asked about now', async () => {
  const root = await fill(await tempFolder(), { ...pictures('train/1', 2), ...pictures('test/1', 2) })
  expect((await failure(() => listDataset({ path: root }))).message).toContain('splits of the data')
  expect((await listDataset({ path: root, hasBegun: true })).classes).toEqual(['test', 'train'])
  expect((await listed(['01', '1'], { hasBegun: true })).classes).toEqual(['01', '1'])
})

test('train and test that are one folder, as one links to the other', async () => {
  const root = await fill(await tempFolder(), { ...pictures('train/a', 2), ...pictures('train/b', 2) })
  symlinkSync('train', `${root}/test`)
  const split = { path: root, train: [`${root}/train`], test: [`${root}/test`] }
  expect((await failure(() => listDataset(split))).message).toBe(
    `This is a link to the same folder as ${root}/train`,
  )
})

test('patterns that leave nothing are the reason that is told, not an empty folder', async () => {
  const error = await failure(() => listed(['Ants', 'bees'], { ignore: ['ants', 'bees'] }))
  expect(error.message).toBe('data.ignore leaves out 2 files and folders, and no class folders remain')
})
