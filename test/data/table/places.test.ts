import { mkdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { decodeAll } from '../../../src/data/decode.ts'
import { listDataset } from '../../../src/data/list-dataset.ts'
import type { DataSource } from '../../../src/data/source.ts'
import { failure, fill, picture, pictures, tempFolder } from '../make.ts'

const twoClasses = (folder: string, from = 0) => [
  `${folder}/${from}.png,ant`,
  `${folder}/${from + 1}.png,bee`,
]

async function listed(
  files: Parameters<typeof fill>[1],
  rows: readonly string[] | ((root: string) => readonly string[]),
  data: Partial<DataSource> = {},
) {
  const root = await fill(await tempFolder(), files)
  const text = ['path,label', ...(typeof rows === 'function' ? rows(root) : rows)].join('\n')
  await writeFile(path.join(root, 'list.csv'), text)
  const dataset = await listDataset({ path: path.join(root, 'list.csv'), ...data })
  return { ...dataset, root, files: dataset.images.map(({ file }) => file) }
}

describe('absolute paths and paths outside, with permission', () => {
  test('absolute and inside', async () => {
    const { files, images } = await listed(
      pictures('a', 2),
      root => twoClasses('a').map(row => path.join(root, row)),
      { allowOutside: true },
    )
    expect(files).toEqual(['a/0.png', 'a/1.png'])
    expect(images.map(({ label }) => label)).toEqual([0, 1])
  })

  test.each(['absolute', 'relative'])('outside, %s: they decode', async kind => {
    const other = await fill(await tempFolder(), pictures('a', 2))
    const dataset = await listed(
      {},
      root =>
        twoClasses('a').map(row =>
          kind === 'absolute' ? path.join(other, row) : path.join(path.relative(root, other), row),
        ),
      { allowOutside: true },
    )
    expect(dataset.files.every(file => file.startsWith('../'))).toBe(true)
    const decoded = await decodeAll(dataset, 8)
    expect(decoded.images).toHaveLength(2)
    expect(decoded.skipped).toEqual([])
  })

  test('absolute, of a machine that is not this one: the ends are found here', async () => {
    const { files, reading } = await listed(pictures('a', 2), twoClasses('/content/drive/a'), {
      allowOutside: true,
    })
    expect(files).toEqual(['a/0.png', 'a/1.png'])
    expect(reading?.[0]).toMatch(/^list.csv: 2 files were found without the first \d folders of their paths$/)
  })
})

describe('names that need another look', () => {
  test.each([
    ['folders composed otherwise', 'cafe\u0301/x.png', 'caf\u00e9/x.png'],
    ['files composed otherwise', 'a/caf\u00e9.png', 'a/cafe\u0301.png'],
    ['both', 'e\u0301/e\u0301.png', '\u00e9/\u00e9.png'],
    ['a backslash in a name', 'a\\b.png', 'a\\b.png'],
    ['a space before, in quotes', ' x.png', '" x.png"'],
    ['an extension in capitals', 'a/x.PNG', 'a/x.png'],
  ])('%s', async (_what, onDisk, written) => {
    const { files } = await listed({ [onDisk]: null, ...pictures('b', 1) }, [`${written},ant`, 'b/0.png,bee'])
    expect(files).toEqual([onDisk, 'b/0.png'])
  })

  test('of two files that differ in capitals only neither is taken for a third', async () => {
    const error = await failure(() =>
      listed({ 'A.png': null, 'a.png': null, ...pictures('b', 1) }, ['a.PNG,ant', 'b/0.png,bee']),
    )
    expect(error.details).toEqual(['line 2: a.PNG can be several files'])
  })

  test('links are followed', async () => {
    const other = await fill(await tempFolder(), pictures('a', 2))
    const root = await fill(await tempFolder(), { 'list.csv': ['path,label', ...twoClasses('a')].join('\n') })
    await mkdir(path.join(root, 'a'))
    await symlink(path.join(other, 'a/0.png'), path.join(root, 'a/0.png'))
    await symlink(path.join(other, 'a/1.png'), path.join(root, 'a/1.png'))
    expect((await listDataset({ path: path.join(root, 'list.csv') })).images).toHaveLength(2)
  })
})

describe('files that are not there', () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${i % 2 ? 'a' : 'b'}/${i}.png,${i % 2 ? 'ant' : 'bee'}`)
  const all = Object.fromEntries(rows.map(row => [row.slice(0, row.indexOf(',')), null]))

  test('few: left out, told, and each is named', async () => {
    const { 'a/1.png': _, ...others } = all
    const { images, skipped, notes } = await listed({ ...others, 'b/1.png': null }, rows)
    expect(images).toHaveLength(39)
    expect(skipped).toEqual([{ file: 'a/1.png', reason: 'list.csv, line 3: a/1.png does not exist' }])
    expect(notes).toEqual(['list.csv: 1 of 40 listed files do not exist and are left out'])
  })

  test('many: an error that says where was looked', async () => {
    const error = await failure(() => listed({ ...pictures('a', 1), 'b/0.png': null }, rows))
    expect(error.message).toBe('39 of 40 listed files cannot be found')
    expect(error.next).toContain('were looked for in /')
  })

  test('images in two folders are found, and a photo that is missing is not taken from a third', async () => {
    const files: Record<string, null> = {}
    for (let i = 0; i < 40; i++) files[`part_${i % 2}/id${i}.png`] = null
    const named = Array.from({ length: 41 }, (_, i) => `id${i},${i % 3 ? 'ant' : 'bee'}`)
    const { images, reading, skipped } = await listed({ ...files, 'x/y/other.png': null }, named)
    expect(images).toHaveLength(40)
    expect(skipped.map(({ file }) => file)).toEqual(['id40'])
    expect(reading).toContain('list.csv: 40 files were found in part_0/, part_1/')
  })

  test('a name that is in two folders is not guessed', async () => {
    const twice = { 'cats/1.png': null, 'dogs/1.png': null, 'cats/2.png': null }
    const error = await failure(() => listed(twice, ['1.png,cat', '2.png,dog']))
    expect(error.details).toEqual(['line 2: 1.png does not exist'])
  })
})

describe('a table and a folder', () => {
  test('paths count from data.path', async () => {
    const root = await fill(await tempFolder(), {
      ...pictures('photos/a', 2),
      'tables/list.tsv': ['path\tlabel', ...twoClasses('a').map(row => row.replace(',', '\t'))].join('\n'),
    })
    const dataset = await listDataset({
      path: path.join(root, 'photos'),
      table: path.join(root, 'tables/list.tsv'),
    })
    expect(dataset.root).toBe(path.join(root, 'photos'))
    expect(dataset.images.map(({ file }) => file)).toEqual(['a/0.png', 'a/1.png'])
  })

  test('what is about tables is refused of folders', async () => {
    const root = await fill(await tempFolder(), { ...pictures('a', 1), ...pictures('b', 1) })
    const error = await failure(() => listDataset({ path: root, columns: { label: 'dx' } }))
    expect(error.where).toBe('data.columns')
  })

  test('a table in Latin-1 is read and told', async () => {
    const root = await fill(await tempFolder(), { 'm\u00fcller.png': await picture(), 'b.png': null })
    await writeFile(
      path.join(root, 'list.csv'),
      Buffer.from('path,label\nm\u00fcller.png,ant\nb.png,bee\n', 'latin1'),
    )
    const { images, notes } = await listDataset({ path: path.join(root, 'list.csv') })
    expect(images[0]?.file).toBe('m\u00fcller.png')
    expect(notes?.[0]).toContain('Windows-1252')
  })
})
