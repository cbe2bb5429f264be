import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { initCommand } from '../../src/commands/init.ts'
import { planCommand } from '../../src/commands/plan.ts'
import { inspectData } from '../../src/sweep/inspect-data.ts'
import { loadSweep } from '../../src/sweep/load.ts'
import { failure, fill, pictures, tempFolder } from '../data/make.ts'
import { capturePrinted } from './printed.ts'

const printed = capturePrinted()

/** Runs init on folders of `each` images in `my #photos`; `dataset` is what the file that it wrote reads. */
async function initialised(folders: readonly string[], each = 6) {
  const root = await tempFolder()
  await fill(
    path.join(root, 'my #photos'),
    Object.assign({}, ...folders.map(folder => pictures(folder, each))),
  )
  const output = path.join(root, 'spaces/out.yaml')
  expect(await initCommand(path.join(root, 'my #photos'), { output, quick: true })).toBe(0)
  const sweep = await loadSweep(output)
  const { dataset } = await inspectData(sweep)
  return { root, output, sweep, dataset, text: await readFile(output, 'utf8') }
}

const readings: (readonly [name: string, folders: readonly string[], data: object, account: string])[] = [
  [
    'ready-made splits',
    ['train/ant', 'train/bee', 'test/ant', 'test/bee'],
    { train: ['train'], test: ['test'], holdout: 0 },
    'test/ and train/ are splits of the data, not classes: each holds ant, bee\nSo the file says train: "../my #photos/train", test: "../my #photos/test". Nightsweep makes its own folds',
  ],
  [
    'three splits in a folder around them',
    ['data/train/ant', 'data/train/bee', 'data/val/ant', 'data/val/bee', 'data/test/ant', 'data/test/bee'],
    { train: ['data/train', 'data/val'], test: ['data/test'] },
    'train: ["../my #photos/data/train"',
  ],
  ['years', ['2019/ant', '2019/bee', '2020/ant', '2020/bee'], { path: '.', depth: 2 }, 'depth: 2'],
  ['a folder around all', ['all/ant', 'all/bee'], { path: 'all' }, 'path: "../my #photos/all"'],
  [
    'masks beside the classes',
    ['ant', 'bee', 'masks'],
    { path: '.', ignore: ['masks/**'] },
    'ignore: ["masks/**"]',
  ],
  [
    'photos of years beside masks',
    ['images/2019/ant', 'images/2019/bee', 'images/2020/ant', 'images/2020/bee', 'masks'],
    { path: 'images', depth: 2 },
    'depth: 2',
  ],
  ['a test without labels', ['train/ant', 'train/bee', 'test'], { path: 'train' }, 'it cannot judge'],
]

describe('init writes the right reading and says so', () => {
  test.each(readings)('%s', async (_name, folders, data, account) => {
    const { root, sweep, dataset } = await initialised(folders)
    const relative = (folder: string) => path.relative(path.join(root, 'my #photos'), folder) || '.'
    const { path: place, train, test, ...rest } = sweep.data
    const read = { ...rest, path: relative(place), train: train?.map(relative), test: test?.map(relative) }
    expect(read).toMatchObject(data)
    expect(dataset.classes).toEqual(['ant', 'bee'])
    expect(printed.text).toContain(account)
  })

  test('test images are the holdout: the file asks for no other', async () => {
    const { text } = await initialised(['train/ant', 'train/bee', 'test/ant', 'test/bee'], 40)
    expect(text).toMatch(/ {2}holdout: 0 +# .*; 0, as the test images are that/)
    expect(printed.text).toContain('80 test images held out')
    expect(printed.text).toContain('160 images in 2 classes')
  })

  test('classes as they should be get no word of it', async () => {
    const { text } = await initialised(['ant', 'bee'])
    expect(text).toContain('  path: ')
    expect(printed.text).toMatch(/^12 images in 2 classes\n/)
  })
})

test('folders inside classes are told by init, plan and where it writes no other reading', async () => {
  const { output, dataset } = await initialised(['ant', 'ant/masks', 'bee'])
  expect(dataset.classes).toEqual(['ant', 'bee'])
  expect(printed.text).toContain('  warning: 6 images lie in a folder inside a class folder (ant/masks/)')
  printed.forget()
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  await planCommand(output, { quick: true, set: ['recipe.weights=random'] })
  expect(printed.text).toContain('warning: 6 images lie in a folder inside a class folder (ant/masks/)')
})

test('a run refuses what init would read otherwise', async () => {
  const { root, output } = await initialised(['2019/ant', '2019/bee', '2020/ant', '2020/bee'])
  const sweep = await loadSweep(output)
  const { depth: _, ...data } = sweep.data
  const error = await failure(() => inspectData({ ...sweep, data }))
  expect(error.message).toContain('2019/ and 2020/ all hold the same folders (ant, bee)')
  expect(error.next).toContain(`data: { path: "${path.join(root, 'my #photos')}", depth: 2 }`)
})

test('names are shown as one line each, numbers in their order', async () => {
  await initialised(['10', '2', '1', 'a\nb', 'red\x1b[31m'])
  expect(printed.text).toMatch(/ {2}1 +6\n {2}2 +6\n {2}10 +6\n/)
  expect(printed.text).toContain('a␊b')
  expect(printed.text).toContain('red␛[31m')
  expect(printed.text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
})

test('a table that says the folds: the file says so, holds nothing out, and is read by plan', async () => {
  const root = await tempFolder()
  const photos = { ...pictures('a', 40), ...pictures('b', 40) }
  const rows = Object.keys(photos).map((file, i) => `${file},${file[0]},${(i % 3) + 1}`)
  await fill(root, { ...photos, 'list.csv': ['path,label,fold', ...rows].join('\n') })
  const output = path.join(root, 'out.yaml')
  expect(await initCommand(path.join(root, 'list.csv'), { output, quick: true })).toBe(0)
  expect(printed.text).toMatch(/3 folds +as the table says/)
  expect(printed.text).toMatch(/nothing held out +the folds are given/)
  const sweep = await loadSweep(output)
  expect(sweep).toMatchObject({ data: { holdout: 0 }, folds: { k: 3 } })
  const { dataset, split } = await inspectData(sweep)
  expect(split(dataset.images).folds.k).toBe(3)
})
