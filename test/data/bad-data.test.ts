import { symlink } from 'node:fs/promises'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { explain } from '../../src/base/errors.ts'
import { decodeAll } from '../../src/data/decode.ts'
import { loadFixedFolds } from '../../src/data/fixed-folds.ts'
import { makeFolds } from '../../src/data/folds.ts'
import { listDataset } from '../../src/data/list-dataset.ts'
import { failure, fill, jpeg, picture, pictures, tempFolder } from './make.ts'

/** What a run does with its data before anything is trained. */
async function prepare(target: string, options: { grouped?: boolean; foldsFile?: string } = {}) {
  const dataset = await listDataset({ path: target })
  const { images, skipped } = await decodeAll(dataset, 8)
  const folds = makeFolds(images, dataset.classes, {
    k: 3,
    stratified: true,
    grouped: options.grouped ?? false,
    seed: 1,
    holdout: 0,
    ...(options.foldsFile ? { assigned: await loadFixedFolds(options.foldsFile) } : {}),
  })
  return { images, skipped, folds }
}

const good = { ...pictures('cats', 3), ...pictures('dogs', 3) }
type Bad = readonly [name: string, make: (folder: string) => Promise<string>, words: readonly string[]]

const badFolders: Bad[] = [
  ['missing path', async folder => path.join(folder, 'nowhere'), ['no data folder', 'nowhere', 'data.path']],
  [
    'a text file',
    folder => fill(folder, { 'a.txt': 'x' }).then(f => `${f}/a.txt`),
    ['only one column', 'first line is: x'],
  ],
  [
    'a program',
    folder => fill(folder, { 'a.py': 'x' }).then(f => `${f}/a.py`),
    ['is a file', 'table of paths and labels', '.csv'],
  ],
  [
    'an image',
    folder => fill(folder, { 'data/cats/a.png': null }).then(f => `${f}/data/cats/a.png`),
    ['is a file', 'holds the class folders', '/data.'],
  ],
  ['an empty folder', async folder => folder, ['empty', 'subfolder per class']],
  ['only notes', folder => fill(folder, { 'notes.txt': 'x' }), ['no class folders', 'subfolder per class']],
  [
    'images without class folders',
    folder => fill(folder, { 'a.png': null, 'b.png': null }),
    ['2 images lie directly', 'a.png', 'subfolder per class'],
  ],
  ['one class', folder => fill(folder, pictures('cats', 3)), ['only one class', '"cats"', 'another class']],
  [
    'a folder too high',
    folder => fill(folder, { 'all/cats/a.png': null, 'all/dogs/a.png': null }),
    ['only one class', 'cats, dogs', 'data: { path: ', '/all }'],
  ],
  [
    'a class folder without images',
    folder => fill(folder, { ...good, 'birds/notes.txt': 'none yet' }),
    ['"birds" has no images', 'Add images'],
  ],
  [
    'a class in an unknown format',
    folder => fill(folder, { ...good, 'birds/a.bmp': 'BM' }),
    ['"birds" has no images', 'birds/a.bmp', 'convert it to PNG'],
  ],
  [
    'ready-made splits',
    folder => fill(folder, { 'train/cats/a.png': null, 'train/dogs/a.png': null, 'val/cats/b.png': null }),
    ['train/ and val/ are splits', 'cats', 'data: { train: ', '/train, test: ', '/val }', 'depth: 1'],
  ],
  [
    'fewer images than folds',
    folder => fill(folder, { ...good, ...pictures('birds', 2) }),
    ['"birds" has 2 images', '3 folds', 'folds.k to at most 2'],
  ],
  [
    'a class that does not decode',
    folder => fill(folder, { ...good, 'birds/a.jpg': 'x', 'birds/b.jpg': '' }),
    ['"birds" has 0 images', 'add images'],
  ],
]

const manifest = (text: string | Buffer) => (folder: string) =>
  fill(folder, { ...good, 'list.csv': text }).then(() => path.join(folder, 'list.csv'))

const badManifests: Bad[] = [
  ['empty', manifest(''), ['empty', 'path,label']],
  ['header only', manifest('path,label\n'), ['no rows']],
  [
    'other header',
    manifest('where,what,when\ncats/0.jp2,cat,now\n'),
    ['list.csv:1', 'No column looks like the file', 'where, what, when', 'data.columns: { path: NAME }'],
  ],
  [
    'no label anywhere',
    manifest('path,label\ncats/0.png,\ncats/1.png,NaN\ndogs/0.png,dog\n'),
    ['list.csv:2', '2 of 3 rows have no label', 'line 3', 'data.columns'],
  ],
  ['too many fields', manifest('path,label\ncats/0.png,cat,1\n'), ['Line 2', '3 fields', 'header has 2']],
  [
    'a file listed twice',
    manifest('path,label\ncats/0.png,cat\ndogs/0.png,dog\n./cats/0.png,dog\n'),
    ['list.csv:4', '"cat" and as "dog"', 'lines 2 and 4'],
  ],
  [
    'a path outside',
    manifest('path,label\n../x.png,cat\n'),
    ['lead out of', '../x.png', 'data.allowOutside'],
  ],
  ['an absolute path', manifest('path,label\n/x.png,cat\n'), ['absolute', '/x.png', 'data.allowOutside']],
  [
    'two wrong paths',
    manifest('path,label\n/x.png,cat\n../y.png,dog\ncats/0.png,cat\n'),
    ['2 of 3 paths', 'line 2', 'line 3'],
  ],
  [
    'missing files',
    manifest('path,label\ncats/0.png,cat\ncats/9.png,cat\ndogs,dog\n'),
    ['2 of 3', 'line 3: cats/9.png does not exist', 'line 4: dogs is not a file'],
  ],
  ['an open quote', manifest('path,label\n"cats/0.png,cat\n'), ['list.csv:2', 'not closed']],
  ['a picture', folder => picture().then(png => manifest(png)(folder)), ['not text', 'CSV UTF-8']],
  ['a workbook', manifest(Buffer.from('PK\x03\x04...')), ['Excel', 'CSV UTF-8']],
  ['one label', manifest('path,label\ncats/0.png,cat\ndogs/0.png,cat\n'), ['only one class', '"cat"']],
]

const three = (of: Record<string, unknown>) => JSON.stringify({ 'cats/0.png': 0, 'dogs/0.png': 1, ...of })
const badFolds: (readonly [name: string, text: string, words: readonly string[]])[] = [
  ['not JSON', 'cats: 1', ['not JSON', 'folds.json']],
  ['a list', '[0, 1]', ['object from file names', 'the file holds a list', '"cats/one.jpg": 0']],
  ['no files', '{}', ['lists no files']],
  ['a fraction', three({ 'cats/1.png': 0.5 }), ['cats/1.png: 0.5 is not a whole number', 'fold numbers']],
  ['a gap', three({ 'cats/1.png': 3 }), ['Fold 2 is empty', 'up to 3']],
  ['unknown files', three({ 'cats/77.png': 1 }), ['1 of 3', 'cats/77.png', 'usable images']],
  ['one fold', JSON.stringify({ 'cats/0.png': 0, 'dogs/0.png': 0 }), ['at least 2']],
  ['a class in one fold', three({ 'dogs/1.png': 1 }), ['class "cats"', 'without ever seeing it']],
]

function check(error: unknown, words: readonly string[]) {
  const text = explain(error)
  for (const word of words) expect(text).toContain(word)
  expect(text).toContain('\n→ ')
  expect(text).not.toMatch(/\n\s+at /)
}

describe('a bad data set is refused in words', () => {
  test.each(badFolders)('folder: %s', async (_name, make, words) => {
    const target = await make(await tempFolder())
    check(await failure(() => prepare(target)), words)
  })

  test.each(badManifests)('manifest: %s', async (_name, make, words) => {
    const target = await make(await tempFolder())
    check(await failure(() => prepare(target)), words)
  })

  test.each(badFolds)('fixed folds: %s', async (_name, text, words) => {
    const folder = await fill(await tempFolder(), { ...good, 'folds.json': text })
    const foldsFile = path.join(await fill(await tempFolder(), { 'folds.json': text }), 'folds.json')
    check(await failure(() => prepare(folder, { foldsFile })), words)
  })

  test('fixed folds: no such file', async () => {
    check(await failure(() => loadFixedFolds('/nowhere/folds.json')), ['does not exist', 'folds.file'])
  })

  test('grouped folds without groups, or with too few', async () => {
    const folder = await fill(await tempFolder(), good)
    check(await failure(() => prepare(folder, { grouped: true })), [
      'no image has a group',
      'path,label,group',
    ])
    const rows = Object.keys(good).map((file, i) => `${file},${file.slice(0, 4)},g${i % 2}`)
    await fill(folder, { 'list.csv': ['path,label,group', ...rows].join('\n') })
    const list = path.join(folder, 'list.csv')
    check(await failure(() => prepare(list, { grouped: true })), ['2 groups for 3 folds', 'at most 2'])
    await fill(folder, {
      'list.csv': ['path,label,group', ...rows.map(row => row.replace(/g\d$/, 'g'))].join('\n'),
    })
    check(await failure(() => prepare(list, { grouped: true })), ['of one group', 'Use finer groups'])
  })
})

describe('a bad file is skipped and listed', () => {
  const bad: (readonly [file: string, content: () => Promise<string | Buffer> | string, reason: string])[] = [
    ['cut.jpg', async () => (await jpeg()).subarray(0, 900), 'damaged or cut off'],
    ['cut.png', async () => (await picture()).subarray(0, 60), 'damaged or cut off'],
    ['empty.jpg', () => '', 'is empty'],
    ['text.jpg', () => 'this is no image', 'not an image'],
    ['huge.png', async () => hugePng(await picture()), 'million pixels'],
    ['old.bmp', () => 'BM', '.bmp files are not read'],
    ['noext', () => 'x', 'no extension'],
  ]
  test.each(bad)('%s', async (file, content, reason) => {
    const folder = await fill(await tempFolder(), { ...good, [`cats/${file}`]: await content() })
    const { images, skipped, folds } = await prepare(folder)
    expect(skipped).toEqual([{ file: `cats/${file}`, reason: expect.stringContaining(reason) }])
    expect(images).toHaveLength(6)
    expect(folds.of).toHaveLength(6)
  })

  test('links: broken ones are listed, loops are left, good ones are followed', async () => {
    const elsewhere = await fill(await tempFolder(), pictures('more', 2))
    const folder = await fill(await tempFolder(), good)
    await symlink(path.join(folder, 'gone.png'), path.join(folder, 'cats/broken.png'))
    await symlink(folder, path.join(folder, 'cats/up'))
    await symlink('.', path.join(folder, 'self'))
    await symlink(path.join(elsewhere, 'more'), path.join(folder, 'dogs/more'))
    const { images, skipped } = await prepare(folder)
    expect(skipped).toEqual([{ file: 'cats/broken.png', reason: expect.stringContaining('does not exist') }])
    expect(images.map(({ file }) => file)).toContain('dogs/more/1.png')
    expect(images).toHaveLength(8)
  })
})

/** A picture whose header claims 60,000 × 60,000 pixels. */
function hugePng(png: Buffer): Buffer {
  const huge = Buffer.from(png)
  huge.writeUInt32BE(60_000, 16)
  huge.writeUInt32BE(60_000, 20)
  huge.writeUInt32BE(crc32(huge.subarray(12, 29)), 29)
  return huge
}
