import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { listDataset } from '../../../src/data/list-dataset.ts'
import type { DataSource } from '../../../src/data/source.ts'
import { inspectData } from '../../../src/sweep/inspect-data.ts'
import { loadSweep } from '../../../src/sweep/load.ts'
import { failure, fill, pictures, tempFolder } from '../make.ts'

/** Twelve images of two classes; the third column as given. */
async function folderWith(header: string, third: (i: number) => string | number) {
  const files = Object.keys({ ...pictures('a', 6), ...pictures('b', 6) })
  const rows = files.map((file, i) => `${file},${file[0]},${third(i)}`)
  return fill(await tempFolder(), {
    ...pictures('a', 6),
    ...pictures('b', 6),
    'list.csv': [`path,label,${header}`, ...rows].join('\n'),
  })
}

async function listed(header: string, third: (i: number) => string | number, data: Partial<DataSource> = {}) {
  return listDataset({ path: path.join(await folderWith(header, third), 'list.csv'), ...data })
}

async function inspected(
  header: string,
  third: (i: number) => string | number,
  data = '',
  folds = '{ k: 2 }',
) {
  const folder = await fill(await folderWith(header, third), {
    'space.yaml': `data: { path: list.csv${data} }\nfolds: ${folds}\nspace: { learningRate: [0.1, 0.01] }\n`,
  })
  const { dataset, split } = await inspectData(await loadSweep(path.join(folder, 'space.yaml')))
  return { dataset, of: split(dataset.images).folds.of, folds: split(dataset.images).folds, split }
}

const words = (i: number) => ['train', 'val', 'test'][i % 3] ?? ''

describe('words', () => {
  test('test is the holdout, train and val are folded together', async () => {
    const { dataset, of } = await inspected('split', words)
    expect(dataset.images.filter(({ test }) => test)).toHaveLength(4)
    expect(dataset.images.map(({ test = false }) => test)).toEqual(of.map(fold => fold === -1))
    expect(dataset.reading).toEqual([
      'list.csv: path from path, label from label, split from split (4 test images are the holdout, train and val are folded together)',
    ])
  })

  test.each(['Testing', 'HOLDOUT', 'hold-out', 'test'])('%s', async word => {
    const { images } = await listed('subset', i => (i % 2 ? word : 'Training'))
    expect(images.filter(({ test }) => test)).toHaveLength(6)
  })

  test('groups on both sides of the test are told', async () => {
    const { notes } = await listed('split,patient', i => `${words(i)},p${i % 4}`)
    expect(notes).toEqual([
      'list.csv: 4 groups have images in the test split and others outside it, such as p0',
    ])
    expect((await listed('split,patient', i => `${words(i)},p${i % 3}`)).notes).toEqual([])
  })

  test('a second holdout is refused', async () => {
    const error = await failure(() => inspected('split', words, ', holdout: 0.2'))
    expect(error.where).toBe('data.holdout')
    expect(error.message).toContain('4 images are given as test images')
  })

  test('left aside where it is not wanted', async () => {
    const { images, reading } = await listed('split', words, { columns: { split: false } })
    expect(images.filter(({ test }) => test)).toEqual([])
    expect(reading).toEqual([])
  })
})

describe('numbers', () => {
  test('are fixed folds in a column of folds', async () => {
    const { folds, dataset } = await inspected('fold', i => i % 3, '', '{ k: 5 }')
    expect(folds.k).toBe(3)
    expect(folds.of).toEqual(dataset.images.map((_, i) => i % 3))
  })

  test('from 1, and a damaged image takes its fold along', async () => {
    const { dataset, split } = await inspected('kfold', i => (i % 3) + 1, ', columns: { split: kfold }')
    const usable = dataset.images.slice(1)
    expect(split(usable).folds.of).toEqual(usable.map((_, i) => (i + 1) % 3))
  })

  test.each([
    ['0 and 1 in a column called set', 'set', (i: number) => i % 2, {}],
    ['1 to 3 in a column called set (Oxford flowers)', 'set', (i: number) => (i % 3) + 1, {}],
    ['a gap', 'fold', (i: number) => [0, 1, 3][i % 3] ?? 0, {}],
    ['0 and 1 in a column that is named', 'isTrain', (i: number) => i % 2, { columns: { split: 'isTrain' } }],
    ['other words', 'split', (i: number) => ['A', 'B'][i % 2] ?? '', {}],
  ])('%s is asked about', async (_what, header, third, data) => {
    const error = await failure(() => listed(header, third, data))
    expect(error.message).toBe(`The column ${header} does not say what is for training and what for the test`)
    expect(error.next).toContain('split: false')
  })
})

describe('columns that ask', () => {
  test.each([
    ['is_test', ['TRUE', 'FALSE']],
    ['isTest', [1, 0]],
    ['is holdout', ['yes', '']],
    ['Is_Test', ['1.0', '0.0']],
  ])('%s says which images are the holdout', async (header, values) => {
    const { images, reading } = await listed(header, i => values[i % 2] ?? '')
    expect(images.filter(({ test }) => test)).toHaveLength(6)
    expect(reading?.[0]).toContain(`split from ${header} (6 test images are the holdout)`)
  })

  test('is_valid leaves all to the folds, and says so', async () => {
    const { images, reading } = await listed('is_valid', i => (i % 3 ? 'False' : 'True'))
    expect(images.some(({ test }) => test)).toBe(false)
    expect(reading?.[0]).toContain('nothing from is_valid: no image is of a test split')
  })

  test('is_training_image may mean either, and is asked about', async () => {
    const error = await failure(() => listed('is_training_image', i => i % 2))
    expect(error.next).toContain('split: false')
  })
})

describe('nothing is dropped without a word', () => {
  test('rows without a fold', async () => {
    const { dataset, of } = await inspected('fold', i => (i % 6 ? i % 2 : ''))
    expect(of).not.toContain(-2)
    expect(dataset.notes).toEqual(['list.csv: 2 of 12 rows have no fold and are left out'])
    expect(dataset.skipped).toEqual([
      { file: 'a/0.png', reason: 'has no fold in line 2 of list.csv' },
      { file: 'b/0.png', reason: 'has no fold in line 8 of list.csv' },
    ])
  })

  test('a second column that says a split', async () => {
    const { notes } = await listed('split,fold', i => `${words(i)},${i % 2}`)
    expect(notes).toEqual(['list.csv: the column fold is not read, as split says how the images are split'])
    expect((await listed('split', words)).notes).toEqual([])
  })

  test('images that folds.file does not list', async () => {
    const folder = await fill(await tempFolder(), {
      ...pictures('photos/a', 6),
      ...pictures('photos/b', 6),
      'folds.json': JSON.stringify({ 'a/0.png': 0, 'a/1.png': 1, 'b/0.png': 0, 'b/1.png': 1 }),
      'space.yaml':
        'data: { path: photos }\nfolds: { file: folds.json }\nspace: { learningRate: [0.1, 0.01] }\n',
    })
    const { dataset } = await inspectData(await loadSweep(path.join(folder, 'space.yaml')))
    expect(dataset.notes).toEqual(['8 of 12 images are not in folds.json and are left out'])
  })
})

test('the advice for numbers with a gap works: it never proposes what fails again', async () => {
  expect((await failure(() => listed('fold', i => [0, 1, 3][i % 3] ?? 0))).next).toBe(
    'Write train, val or test in it, or number the folds 0, 1, 2, … without a gap, or data.columns: { split: false } to leave it aside.',
  )
  expect((await failure(() => listed('set', i => [0, 1, 3][i % 3] ?? 0))).next).not.toContain('split: set')
  expect((await failure(() => listed('set', i => i % 3))).next).toContain('data.columns: { split: set }')
})

test('a class of which all images are test images cannot be helped by data.holdout', async () => {
  const error = await failure(() => inspected('split', i => (i < 6 ? 'train' : 'test')))
  expect(error.message).toContain('"b" has 6 images, 0 outside the holdout')
  expect(error.next).toBe(
    'You can take some of its images out of the test, add images to this class or leave it out.',
  )
})
