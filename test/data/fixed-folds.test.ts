import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadFixedFolds } from '../../src/data/fixed-folds.ts'
import { listDataset } from '../../src/data/list-dataset.ts'
import { matchFolds, withoutDamaged } from '../../src/data/matched-folds.ts'
import { failure, fill, pictures, tempFolder } from './make.ts'

const of = { 'cats/a.jpg': 0, 'dogs/b.jpg': 1 }

test.each([
  ['a plain object', of],
  ['a work file', { dataset: 'x', imageSize: 160, folds: { k: 2, of }, configs: [] }],
])('%s is read', async (_name, value) => {
  const folder = await fill(await tempFolder(), { 'folds.json': `\ufeff${JSON.stringify(value)}` })
  expect(await loadFixedFolds(path.join(folder, 'folds.json'))).toEqual(of)
})

test.each([
  ['a header', 'file,fold\ncats/a.jpg,0\ndogs/b.jpg,1\n'],
  ['columns of other names, pandas index', ',image_id,kfold\n0,cats/a.jpg,0\n1,dogs/b.jpg,1.0\n'],
  ['no header, tabs', 'cats/a.jpg\t0\r\ndogs/b.jpg\t1\r\n'],
])('a table is read: %s', async (_name, text) => {
  const folder = await fill(await tempFolder(), { 'folds.csv': text })
  expect(await loadFixedFolds(path.join(folder, 'folds.csv'))).toEqual(of)
})

test('a table with folds that are none is refused with its lines', async () => {
  const folder = await fill(await tempFolder(), {
    'folds.csv': 'file,fold\na.jpg,0\nb.jpg,one\na.jpg,1\n',
  })
  const error = await failure(() => loadFixedFolds(path.join(folder, 'folds.csv')))
  expect(error.details).toEqual([
    'line 3: b.jpg: "one" is not a whole number from 0',
    'line 4: a.jpg is in fold 0 by line 2',
  ])
})

describe('names in a file of folds are found as in a table', () => {
  const names = ['cafe\u0301/0.png', 'dogs/0.png', 'dogs/1\\2.png']
  const listed = async () => {
    const folder = await fill(await tempFolder(), { ...pictures('cafe\u0301', 1), ...pictures('dogs', 1) })
    await writeFile(path.join(folder, 'dogs/1\\2.png'), '')
    return listDataset({ path: folder })
  }

  test.each<[string, (file: string, root: string) => string]>([
    ['plain', file => file],
    ['./', file => `./${file}`],
    ['spaces around', file => ` ${file} `],
    ['composed letters', file => file.normalize('NFC')],
    ['detours', file => `dogs/../${file}`],
    ['absolute', (file, root) => path.join(root, file)],
  ])('%s', async (_name, write) => {
    const dataset = await listed()
    const written = Object.fromEntries(names.map((file, i) => [write(file, dataset.root), i]))
    expect(matchFolds(dataset, written)).toEqual(Object.fromEntries(names.map((file, i) => [file, i])))
  })

  test('backslashes separate folders where no file has one in its name', async () => {
    expect(matchFolds(await listed(), { 'dogs\\0.png': 1, 'dogs\\1\\2.png': 0, 'dogs/1\\2.png': 2 })).toEqual(
      {
        'dogs/0.png': 1,
        'dogs\\1\\2.png': 0,
        'dogs/1\\2.png': 2,
      },
    )
  })

  test('one image in two folds, under two names', async () => {
    const dataset = await listed()
    expect(matchFolds(dataset, { 'dogs/0.png': 1, './dogs/0.png': 1 })).toEqual({ 'dogs/0.png': 1 })
    const error = await failure(() => matchFolds(dataset, { 'dogs/0.png': 1, 'dogs\\0.png': 0 }))
    expect(error.details).toEqual(['dogs/0.png in fold 1, dogs\\0.png in fold 0'])
  })

  test('a damaged image takes its fold along, an unknown name stays to be told', async () => {
    const { images } = await listed()
    const usable = images.filter(({ file }) => file !== 'dogs/0.png')
    expect(withoutDamaged({ 'dogs/0.png': 1, 'gone.png': 0 }, images, usable)).toEqual({ 'gone.png': 0 })
  })
})
