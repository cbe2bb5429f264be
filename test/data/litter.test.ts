import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { listAnyImages } from '../../src/data/any-images.ts'
import { listDataset } from '../../src/data/list-dataset.ts'
import { fill, pictures, tempFolder } from './make.ts'

const good = { ...pictures('ants', 2), ...pictures('bees', 2) }

test.each([
  ['$RECYCLE.BIN', 'bin'],
  ['$Recycle.Bin', 'bin'],
  ['RECYCLER', 'bin'],
  ['Recycled', 'bin'],
  ['#recycle', 'bin'],
  ['@Recycle', 'bin'],
  ['Network Trash Folder', 'bin'],
  ['.Trash-1000', 'bin'],
  ['.Trashes', 'bin'],
  ['System Volume Information', 'folder of the system'],
  ['Temporary Items', 'folder of the system'],
  ['lost+found', 'check of the disk'],
  ['FOUND.000', 'check of the disk'],
  ['LOST.DIR', 'check of the disk'],
  ['#snapshot', 'older states'],
  ['@eaDir', 'thumbnails'],
  ['@__thumb', 'thumbnails'],
  ['__MACOSX', 'macOS'],
  ['__pycache__', 'program'],
  ['node_modules', 'program'],
])('%s is no class: it is skipped and named', async (name, reason) => {
  const folder = await fill(await tempFolder(), { ...good, ...pictures(`${name}/S-1-5-21`, 3) })
  const { classes, images, skipped } = await listDataset({ path: folder })
  expect(classes).toEqual(['ants', 'bees'])
  expect(images).toHaveLength(4)
  expect(skipped).toEqual([{ file: `${name}/`, reason: expect.stringContaining(reason) }])
  expect((await listAnyImages(folder)).images).toHaveLength(4)
})

test('inside classes it is named once a name', async () => {
  const folder = await fill(await tempFolder(), {
    ...good,
    ...pictures('ants/@eaDir', 1),
    ...pictures('bees/@eaDir', 1),
    ...pictures('bees/more/@eadir', 1),
    'bees/ehthumbs.db': 'x',
    'bees/Desktop.INI': 'x',
  })
  const { images, skipped } = await listDataset({ path: folder })
  expect(images).toHaveLength(4)
  expect(skipped).toEqual([
    { file: 'ants/@eaDir/', reason: 'holds thumbnails of the system, as 2 more of this name' },
  ])
})

test('an empty bin is named, a hidden one and other hidden folders are not', async () => {
  const folder = await fill(await tempFolder(), { ...good, ...pictures('.git', 1), '.Trash-0/info': 'x' })
  await mkdir(path.join(folder, 'lost+found'))
  const { classes, skipped } = await listDataset({ path: folder })
  expect(classes).toEqual(['ants', 'bees'])
  expect(skipped.map(({ file }) => file)).toEqual(['lost+found/'])
})

test.each(['trash', 'recycle', 'thumb', 'cache of gold', 'found', 'system', '@home'])(
  'a class may be called %s',
  async name => {
    const folder = await fill(await tempFolder(), { ...good, ...pictures(name, 2) })
    expect((await listDataset({ path: folder })).classes).toContain(name)
  },
)
