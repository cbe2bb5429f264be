import { describe, expect, test } from 'vitest'
import { listDataset } from '../../src/data/list-dataset.ts'
import { fill, pictures, tempFolder } from './make.ts'

const listed = async (folders: readonly string[], how: object = {}) => {
  const files = Object.assign({}, ...folders.map(folder => pictures(folder, 2)))
  return listDataset({ path: await fill(await tempFolder(), files), ...how })
}

describe('folders inside class folders never merge in silence', () => {
  test('they are told, with what can be written', async () => {
    const { classes, images, notes } = await listed(['ants', 'ants/2019', 'ants/2020', 'bees'])
    expect(classes).toEqual(['ants', 'bees'])
    expect(images).toHaveLength(8)
    expect(notes).toEqual([
      expect.stringMatching(
        /^4 images lie in 2 folders inside class folders \(ants\/2019\/ and ants\/2020\/\), and count as ants\..*classes: leaf.*classes: top/,
      ),
    ])
  })

  test.each([
    'masks',
    'Masks',
    'annotations',
    'gt',
    'ground_truth',
    'segmentation',
    'thumbnails',
    'thumbs',
    'labels',
  ])('%s inside classes are told and left out on request', async name => {
    const folders = ['ants', `ants/${name}`, 'bees', `bees/${name}`]
    const { images, notes } = await listed(folders)
    expect(images).toHaveLength(8)
    expect(notes).toEqual([expect.stringContaining(`data.ignore: ["**/${name}/**"] leaves them out`)])
    const without = await listed(folders, { ignore: [`**/${name}/**`] })
    expect(without.images.map(({ file }) => file)).toEqual([
      'ants/0.png',
      'ants/1.png',
      'bees/0.png',
      'bees/1.png',
    ])
    expect(without.skipped).toEqual([
      { file: `ants/${name}/`, reason: `matches data.ignore "**/${name}/**", as 1 more` },
    ])
    expect(without.notes).toBeUndefined()
  })

  test('classes: top says that all is well', async () => {
    expect((await listed(['ants/2019', 'ants/masks', 'bees'], { classes: 'top' })).notes).toBeUndefined()
  })

  test('below the level of the classes, too', async () => {
    const { classes, notes } = await listed(['n/ants/close', 's/ants', 's/bees'], { depth: 2 })
    expect(classes).toEqual(['ants', 'bees'])
    expect(notes).toEqual([
      expect.stringContaining(
        '2 images lie in a folder inside a class folder (n/ants/close/), and count as ants.',
      ),
    ])
  })

  test('flat class folders have nothing to tell', async () => {
    expect(await listed(['ants', 'bees'])).not.toHaveProperty('notes')
  })
})

describe('classes: leaf', () => {
  test('every folder that holds images is a class', async () => {
    const { classes, images, notes } = await listed(['birds/robin', 'birds/wren', 'mammals/fox', 'mammals'], {
      classes: 'leaf',
    })
    expect(classes).toEqual(['fox', 'mammals', 'robin', 'wren'])
    expect(images.filter(({ label }) => label === 1).map(({ file }) => file)).toEqual([
      'mammals/0.png',
      'mammals/1.png',
    ])
    expect(notes).toBeUndefined()
  })

  test('two of one name are one class, and that is told', async () => {
    const { classes, notes } = await listed(['birds/other', 'birds/wren', 'mammals/other'], {
      classes: 'leaf',
    })
    expect(classes).toEqual(['other', 'wren'])
    expect(notes).toEqual(['2 folders are called other and are one class: birds/other and mammals/other'])
  })
})

test('images above the level of the classes are skipped and named', async () => {
  const { images, skipped } = await listed(['2019', '2019/ants', '2020/ants', '2020/bees'], { depth: 2 })
  expect(images).toHaveLength(6)
  expect(skipped.map(({ file, reason }) => `${file} ${reason}`)).toEqual([
    '2019/0.png lies outside the class folders',
    '2019/1.png lies outside the class folders',
  ])
})

test('a pattern that matches nothing is told: it may be misspelt', async () => {
  expect((await listed(['ants', 'bees'], { ignore: ['maks'] })).notes).toEqual([
    'data.ignore: "maks" matches nothing in the data folder',
  ])
})
