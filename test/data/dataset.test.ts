import { spawnSync } from 'node:child_process'
import { chmod } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'

import { decodeAll } from '../../src/data/decode.ts'
import { listDataset } from '../../src/data/list-dataset.ts'
import { failure, fill, pictures, tempFolder } from './make.ts'

const shared = process.env.NIGHTSWEEP_SHARED ?? path.resolve(import.meta.dirname, '../../../shared')

test('classes and images come in code-point order, nested files under their top folder', async () => {
  const folder = await fill(await tempFolder(), {
    'b/2.png': null,
    'b/deep/er/1.JPG': null,
    'Z/x.webp': null,
    'é/a.png': null,
    'b/10.png': null,
  })
  const { classes, images, skipped, kind, root } = await listDataset({ path: folder, classes: 'top' })
  expect({ classes, skipped, kind, root }).toEqual({
    classes: ['Z', 'b', 'é'],
    skipped: [],
    kind: 'folders',
    root: folder,
  })
  expect(images).toEqual([
    { file: 'Z/x.webp', label: 0 },
    { file: 'b/10.png', label: 1 },
    { file: 'b/2.png', label: 1 },
    { file: 'b/deep/er/1.JPG', label: 1 },
    { file: 'é/a.png', label: 2 },
  ])
})

test('hidden files, notes and small litter are passed over in silence, the rest is listed', async () => {
  const folder = await fill(await tempFolder(), {
    ...pictures('a', 1),
    ...pictures('b', 1),
    '.git/x.png': null,
    '__MACOSX/a/0.png': null,
    'README.md': 'x',
    'a/.DS_Store': 'x',
    'a/._0.png': 'x',
    'a/labels.csv': 'x',
    'a/Thumbs.db': 'x',
    'a/clip.mp4': 'x',
    'loose.png': null,
  })
  const { classes, images, skipped } = await listDataset({ path: folder })
  expect(classes).toEqual(['a', 'b'])
  expect(images).toHaveLength(2)
  expect(skipped.map(({ file }) => file)).toEqual(['loose.png', 'a/clip.mp4', '__MACOSX/'])
})

test('classes that are merely called like splits are taken where the file says so, or where others are beside them', async () => {
  const folder = await fill(await tempFolder(), { ...pictures('train', 1), ...pictures('test', 1) })
  expect((await listDataset({ path: folder, depth: 1 })).classes).toEqual(['test', 'train'])
  expect((await failure(() => listDataset({ path: folder }))).message).toContain('no classes are inside')
  await fill(folder, pictures('bus', 1))
  expect((await listDataset({ path: folder })).classes).toEqual(['bus', 'test', 'train'])
})

test('a manifest with quotes, mark, Windows line ends, groups and further columns', async () => {
  const folder = await fill(await tempFolder(), {
    'a, b/"1".png': null,
    'c/2.png': null,
    'c/3.PNG': null,
    'c/4.tga': 'x',
    'list.CSV': [
      '\ufeffLabel,note,path,Group',
      'zebra,"two\r\nlines","a, b/""1"".png", g1 ',
      '',
      'ant,,c\\2.png,',
      '"ant",x,./c/3.PNG,g2',
      'ant,x,c/4.tga,g2',
      '',
    ].join('\r\n'),
  })
  const { classes, images, skipped, kind, root } = await listDataset({ path: path.join(folder, 'list.CSV') })
  expect({ classes, kind, root }).toEqual({ classes: ['ant', 'zebra'], kind: 'table', root: folder })
  expect(images).toEqual([
    { file: 'c/2.png', label: 0 },
    { file: 'c/3.PNG', label: 0, group: 'g2' },
    { file: 'a, b/"1".png', label: 1, group: 'g1' },
  ])
  expect(skipped).toEqual([{ file: 'c/4.tga', reason: expect.stringContaining('.tga') }])
})

test('a folder without permission is named', async context => {
  const folder = await fill(await tempFolder(), { ...pictures('a', 1), ...pictures('b', 1) })
  await chmod(path.join(folder, 'b'), 0o000)
  if (spawnSync('ls', [path.join(folder, 'b')]).status === 0)
    return context.skip('this user may read everything, so permissions cannot be missing')
  const error = await failure(() => listDataset({ path: folder }))
  await chmod(path.join(folder, 'b'), 0o755)
  expect(error.message).toContain('cannot be read (EACCES)')
  expect(error.where).toBe(path.join(folder, 'b'))
})

test('real photos list and decode', async context => {
  const dataset = await listDataset({ path: path.join(shared, 'datasets/ants_bees') }).catch(() => undefined)
  if (dataset === undefined) return context.skip(`no ${shared}/datasets/ants_bees here`)
  expect(dataset.classes).toEqual(['ants', 'bees'])
  expect(dataset.images).toHaveLength(397)
  const every10th = { ...dataset, images: dataset.images.filter((_, i) => i % 10 === 0) }
  expect((await decodeAll(every10th, 64)).skipped).toEqual([])
  const listed = await listDataset({ path: path.join(shared, 'datasets/ants_bees/manifest.csv') })
  expect(listed.images).toEqual(dataset.images)
  expect(listed.reading).toEqual(['manifest.csv: path from file, label from class'])
})
