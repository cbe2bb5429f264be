import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { explain } from '../../src/base/errors.ts'
import { sweepFacts } from '../../src/dashboard/sweep-facts.ts'
import { inspectData } from '../../src/sweep/inspect-data.ts'
import { loadSweep } from '../../src/sweep/load.ts'
import { storedSweepSchema } from '../../src/sweep/stored.ts'
import { failure, fill, pictures, tempFolder } from '../data/make.ts'

/** A folder with photos, and the sweep of a file in it that says this of its data. */
async function sweepOf(files: readonly string[], data: string, rest = '') {
  const root = await tempFolder()
  for (const [i, folder] of files.entries()) await fill(root, pictures(folder, 6 + i))
  const file = path.join(root, 'sweep.yaml')
  await writeFile(
    file,
    `data: ${data}\n${rest}space: { learningRate: { min: 1e-4, max: 1e-1, scale: log } }\n`,
  )
  return { root, sweep: await loadSweep(file) }
}

const splits = [
  'photos/train/ant',
  'photos/train/bee',
  'photos/val/ant',
  'photos/val/bee',
  'photos/test/ant',
  'photos/test/bee',
]

describe('train and test', () => {
  test('the test folder is the holdout, and no fold has any of it', async () => {
    const { root, sweep } = await sweepOf(
      splits,
      '{ train: photos/train, test: photos/test }',
      'folds: { k: 3 }\n',
    )
    const photos = path.join(root, 'photos')
    expect(sweep.data).toMatchObject({
      path: photos,
      train: [path.join(photos, 'train')],
      test: [path.join(photos, 'test')],
      holdout: 0,
    })
    const { dataset, split } = await inspectData(sweep)
    const { of } = split(dataset.images).folds
    expect(dataset.images).toHaveLength(6 + 7 + 10 + 11)
    for (const [image, { file }] of dataset.images.entries())
      expect(of[image] === -1).toBe(file.startsWith('test/'))
    expect(new Set(of)).toEqual(new Set([-1, 0, 1, 2]))
  })

  test('several folders to train on', async () => {
    const { sweep } = await sweepOf(splits, '{ train: [photos/train, photos/val], test: [photos/test] }')
    const { dataset } = await inspectData(sweep)
    expect(dataset.classes).toEqual(['ant', 'bee'])
    expect(dataset.images.filter(({ test }) => test)).toHaveLength(21)
    expect(dataset.images.filter(({ test }) => !test)).toHaveLength(30)
  })

  test('a test folder within the one to train on is left out of that', async () => {
    const { root, sweep } = await sweepOf(
      ['all/ant', 'all/bee', 'all/test/ant', 'all/test/bee'],
      '{ train: all, test: all/test }',
    )
    expect(sweep.data.path).toBe(path.join(root, 'all'))
    const { classes, images } = (await inspectData(sweep)).dataset
    expect(classes).toEqual(['ant', 'bee'])
    expect(images.filter(({ test }) => test).map(({ file }) => file)).toContain('test/bee/8.png')
    expect(images.filter(({ test }) => !test)).toHaveLength(13)
  })

  test('folders far apart have their nearest common folder as root', async () => {
    const { root, sweep } = await sweepOf(['a/x/ant', 'a/x/bee', 'b/ant', 'b/bee'], '{ train: a/x, test: b }')
    expect(sweep.data.path).toBe(root)
    const { images } = (await inspectData(sweep)).dataset
    expect(images[0]?.file).toBe('a/x/ant/0.png')
  })

  test('depth and ignore count from each of them', async () => {
    const folders = splits.map(folder => folder.replace(/(\w+)$/, 'site/$1'))
    const { sweep } = await sweepOf(
      [...folders, 'photos/test/notes/x'],
      '{ train: photos/train, test: photos/test, depth: 2, ignore: [notes] }',
    )
    const { dataset } = await inspectData(sweep)
    expect(dataset.classes).toEqual(['ant', 'bee'])
    expect(dataset.skipped).toEqual([{ file: 'notes/', reason: 'matches data.ignore "notes"' }])
  })

  const wrong: (readonly [
    name: string,
    folders: readonly string[],
    data: string,
    words: readonly string[],
  ])[] = [
    [
      'a class to judge that nothing is trained on',
      [...splits, 'photos/test/wasp'],
      '{ train: photos/train, test: photos/test }',
      ['"wasp" is among the test images', 'as in test/wasp/', 'data.ignore'],
    ],
    [
      'a test folder without classes',
      [...splits.slice(0, 2), 'photos/test'],
      '{ train: photos/train, test: photos/test }',
      ['8 images lie directly', 'photos/test'],
    ],
    ['the same folder twice', splits, '{ train: photos/train, test: [photos/train] }', ['named twice']],
    [
      'a folder of splits to train on',
      splits,
      '{ train: photos, test: photos/test }',
      ['are splits of the data'],
    ],
    [
      'class folders that look the same',
      [...splits, 'photos/train/Ant'],
      '{ train: photos/train, test: photos/test }',
      ['cannot be told apart: "Ant", "ant"'],
    ],
  ]
  test.each(wrong)('%s is refused', async (_name, folders, data, words) => {
    const { sweep } = await sweepOf(folders, data)
    const text = explain(await failure(() => inspectData(sweep)))
    for (const word of words) expect(text).toContain(word)
    expect(text).toContain('\n→ ')
  })

  test('fixed folds list no test image; those are the holdout all the same', async () => {
    const folds = (image: string) =>
      JSON.stringify({ 'train/ant/0.png': 0, 'train/ant/1.png': 1, 'train/bee/0.png': 0, [image]: 1 })
    const { root, sweep } = await sweepOf(splits, '{ train: photos/train, test: photos/test }')
    const file = path.join(root, 'folds.json')
    const fixed = { ...sweep, folds: { ...sweep.folds, file } }
    await writeFile(file, folds('train/bee/1.png'))
    const { dataset, split } = await inspectData(fixed)
    expect(split(dataset.images).folds.of.filter(place => place === -1)).toHaveLength(21)
    expect(dataset.images).toHaveLength(4 + 21)
    await writeFile(file, folds('test/bee/1.png'))
    expect(explain(await failure(() => inspectData(fixed)))).toContain(
      '1 test image has a fixed fold\n  test/bee/1.png',
    )
  })
})

describe('a table', () => {
  test.each(['depth: 2', 'classes: leaf', 'ignore: [x]'])('has no %s', async key => {
    const { root, sweep } = await sweepOf(['a', 'b'], `{ path: ., ${key} }`)
    await writeFile(path.join(root, 'list.csv'), 'path,label\na/0.png,a\nb/0.png,b\n')
    const data = { ...sweep.data, path: path.join(root, 'list.csv') }
    const error = await failure(() => inspectData({ ...sweep, data }))
    expect(error.message).toContain('is for folders, but the data are a table')
  })

  test('is no folder to train on', async () => {
    const { sweep } = await sweepOf(['a', 'b'], '{ train: sweep.yaml }')
    expect((await failure(() => inspectData(sweep))).message).toContain('must be folders of class folders')
  })
})

test('a journal keeps all of it, and one of an older version has the path alone', async () => {
  const { sweep } = await sweepOf(splits, '{ train: photos/train, test: photos/test, depth: 1, ignore: [x] }')
  expect(storedSweepSchema.parse(JSON.parse(JSON.stringify(sweep))).data).toEqual(sweep.data)
  const { path: photos, imageSize, holdout } = sweep.data
  const older = { ...sweep, data: { path: photos, imageSize, holdout } }
  expect(storedSweepSchema.parse(JSON.parse(JSON.stringify(older))).data).toEqual(older.data)
  expect(sweepFacts(sweep).dataName).toBe('photos')
})
