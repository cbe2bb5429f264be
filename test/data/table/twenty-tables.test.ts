import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { explain } from '../../../src/base/errors.ts'
import { listDataset } from '../../../src/data/list-dataset.ts'
import type { DataSource } from '../../../src/data/source.ts'
import { failure, fill, picture, tempFolder } from '../make.ts'

/** Twelve photos of two classes, and a table as people have it, beside them or above. */
const files = ['ants', 'bees'].flatMap(label => Array.from({ length: 6 }, (_, i) => `${label}/${i}.jpg`))
const labelOf = (file: string) => file.slice(0, 4)
const lines = (header: string, row: (file: string, i: number) => string, end = '\n') =>
  [...(header === '' ? [] : [header]), ...files.map(row), ''].join(end)
const usual = lines('path,label', file => `${file},${labelOf(file)}`)

interface People {
  readonly text: string | Buffer
  readonly name?: string
  /** In `images/`, and the table above it. */
  readonly below?: boolean
  readonly data?: Partial<DataSource>
}

async function listed({ text, name = 'list.csv', below = false, data = {} }: People) {
  const root = await tempFolder()
  const photo = await picture()
  await fill(root, Object.fromEntries(files.map(file => [below ? `images/${file}` : file, photo])))
  await writeFile(path.join(root, name), text)
  return { root, list: () => listDataset({ path: path.join(root, name), ...data }) }
}

const wide = (text: string, big = false) => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return big ? bytes.swap16() : bytes
}

/** Each reads as the same twelve images; the notes are what is told of it. */
const right: (readonly [what: string, people: People, notes?: readonly string[]])[] = [
  ['1 the plain one', { text: usual }],
  ['2 UTF-8 with mark, Windows lines', { text: `\ufeff${usual.replaceAll('\n', '\r\n')}` }],
  ['3 UTF-16, small end first', { text: wide(usual) }],
  ['3 UTF-16, big end first', { text: wide(usual, true) }],
  ['3 UTF-16 without mark', { text: Buffer.from(usual, 'utf16le') }],
  ['4 semicolons of a European Excel', { text: usual.replaceAll(',', ';') }],
  ['4 with sep=', { text: `sep=;\r\n${usual.replaceAll(',', ';')}` }],
  ['5 tabs', { text: usual.replaceAll(',', '\t'), name: 'list.tsv' }],
  ['5 bars', { text: usual.replaceAll(',', ' | ') }],
  [
    '6 a list of Caffe and ImageNet: spaces, no header',
    { text: lines('', file => `${file} ${labelOf(file)}`), name: 'train.txt' },
    ['train.txt: no header, path from column 1, label from column 2'],
  ],
  [
    '7 no header',
    { text: lines('', file => `${labelOf(file)},${file}`) },
    ['list.csv: no header, path from column 2, label from column 1'],
  ],
  ["8 pandas' index", { text: lines(',path,label', (file, i) => `${i},${file},${labelOf(file)}`) }],
  [
    "8 R's row numbers",
    { text: lines('"path","label"', (file, i) => `"${i + 1}","${file}","${labelOf(file)}"`) },
  ],
  ['9 comments above', { text: `# exported 2024\n# by hand\n\n${usual}` }],
  ['9 the header in a comment', { text: `# path, label\n${lines('', file => `${file},${labelOf(file)}`)}` }],
  ['10 spaces around all', { text: lines(' path , label ', file => ` ${file} , ${labelOf(file)} `) }],
  ['11 ./ before', { text: lines('path,label', file => `./${file},${labelOf(file)}`) }],
  ['11 backslashes', { text: lines('path,label', file => `.\\${file.replace('/', '\\')},${labelOf(file)}`) }],
  [
    '12 other capitals',
    { text: lines('path,label', file => `${file.replace('.jpg', '.JPG')},${labelOf(file)}`) },
    ['list.csv: 12 files were found with other capital letters in their names'],
  ],
  [
    "13 Kaggle's id and breed: no extension, images in a folder",
    { text: lines('id,breed', file => `${file.replace('.jpg', '')},${labelOf(file)}`), below: true },
    [
      'list.csv: path from id, label from breed',
      'list.csv: 12 files were found in images/',
      'list.csv: 12 files were found by adding the extension',
    ],
  ],
  [
    '14 paths from another place',
    { text: lines('path,label', file => `data/train/${file},${labelOf(file)}`) },
    ['list.csv: 12 files were found without the first 2 folders of their paths'],
  ],
  [
    '15 a number and a word for each class, and groups',
    {
      text: lines('filename,class,label_name,patient_id', (file, i) =>
        [file, labelOf(file) === 'ants' ? 0 : 1, labelOf(file), `p${i % 4}`].join(','),
      ),
    },
    ['list.csv: path from filename, label from label_name, group from patient_id (4 groups)'],
  ],
  [
    '16 ISIC: a column per class',
    {
      text: lines('image,ants,bees,UNK', file =>
        [
          file,
          labelOf(file) === 'ants' ? '1.0' : '0.0',
          labelOf(file) === 'bees' ? '1.0' : '0.0',
          '0.0',
        ].join(','),
      ),
    },
    ['list.csv: path from image, label from the 1 in ants, bees, UNK'],
  ],
  [
    '17 a row twice, rows without label',
    { text: `${usual}${files[0]},ants\nunseen.jpg,\nnever.jpg,NaN\n` },
    [
      'list.csv: 1 row is there twice and counted once, such as ants/0.jpg in lines 2 and 14',
      'list.csv: 2 of 15 rows have no label and are left out',
    ],
  ],
  [
    '18 columns of own names, by name and number',
    {
      text: lines('wo,was,wann', file => `${file},${labelOf(file)},heute`),
      data: { columns: { path: 'wo', label: 2 } },
    },
  ],
]

const whole = right.map(([what, people, notes = []]) => [what, people, notes] as const)
test.each(whole)('%s is read', async (_what, people, notes) => {
  const { root, list } = await listed(people)
  const { classes, images, ...dataset } = await list()
  expect(classes).toEqual(['ants', 'bees'])
  const prefix = people.below ? 'images/' : ''
  expect(images.map(({ file, label }) => [file, label])).toEqual(
    files.map(file => [`${prefix}${file}`, labelOf(file) === 'ants' ? 0 : 1]),
  )
  expect([...(dataset.reading ?? []), ...(dataset.notes ?? [])]).toEqual(notes)
  expect(dataset.root).toBe(root)
})

/** Each is told what it looks like, and what to write. */
const asked: (readonly [what: string, people: People, words: readonly string[]])[] = [
  [
    '19 solar cells: probabilities, and two columns that can be labels',
    { text: lines('', (file, i) => `${file}  ${[0, 0.33, 0.66, 1][i % 4]}   ${i % 2 ? 'mono' : 'poly'}`) },
    ['column 2 and column 3', '{ label: 2 }', '{ label: 3 }', 'list.csv:1'],
  ],
  [
    '19 solar cells: probabilities',
    {
      text: lines('', (file, i) => `${file}  ${[0, 0.33, 0.66, 1][i % 4]}   mono`),
      data: { columns: { label: 2 } },
    },
    ['probabilities', '4 values', '0, 0.33, 0.66, 1', 'threshold: 0.5', 'labels: names'],
  ],
  [
    '19 ages and weights',
    { text: lines('path,label', (file, i) => `${file},${20.5 + i}`) },
    ['measurements', '12 values from 20.5 to 31.5', 'threshold'],
  ],
  [
    '20 several labels in a cell',
    { text: lines('path,label', (file, i) => `${file},${i % 3 ? 'ants' : 'ants|bees'}`) },
    ['4 rows have several labels', 'ants|bees', 'labels: names'],
  ],
  [
    '20 several columns that are 1',
    { text: lines('image,ants,bees,wasps', (file, i) => `${file},1,${i % 2},0`) },
    ['6 of 12 images have several labels', 'ants and bees'],
  ],
  [
    '20 probabilities of classes',
    { text: lines('image,ants,bees', (file, i) => `${file},${i / 20},${1 - i / 20}`) },
    ['ants, bees hold probabilities'],
  ],
  [
    '21 two labels for one image',
    { text: `${usual}ants/0.jpg,bees\n` },
    ['ants/0.jpg is listed as "ants" and as "bees"', 'lines 2 and 14', 'list.csv:14'],
  ],
  [
    '22 one class in several spellings',
    {
      text: lines(
        'path,label',
        (file, i) => `${file},${labelOf(file) === 'bees' ? 'bees' : ['Ants', 'ants', 'ants '][i % 3]}`,
      ),
    },
    ['"Ants" and "ants"', 'written in 2 ways', 'line 2, 5', 'line 3, 4, 6'],
  ],
  [
    '22 01 and 1',
    { text: lines('path,label', file => `${file},${labelOf(file) === 'ants' ? '01' : '1'}`) },
    ['"01" and "1"', 'line 2'],
  ],
  [
    '22 1.0 and 1',
    {
      text: lines('path,label', (file, i) => `${file},${labelOf(file) === 'bees' ? 0 : i % 2 ? '1.0' : '1'}`),
    },
    ['"1" and "1.0"'],
  ],
  [
    '23 absolute paths',
    { text: lines('path,label', file => `/home/me/${file},${labelOf(file)}`) },
    ['12 of 12 paths are absolute', 'data.allowOutside: true'],
  ],
  [
    '23 addresses',
    { text: lines('path,label', file => `https://example.org/${file},${labelOf(file)}`) },
    ['addresses on the internet', 'Download'],
  ],
  [
    '24 two columns that can be labels',
    { text: lines('file,species,diagnosis', (file, i) => `${file},${labelOf(file)},d${i % 2}`) },
    ['species and diagnosis can both be the label', '{ label: species }', '{ label: diagnosis }'],
  ],
  [
    '25 a split that says nothing',
    { text: lines('path,label,split', (file, i) => `${file},${labelOf(file)},${i % 2}`) },
    ['split does not say', '"0", "1"', 'split: false'],
  ],
  [
    '26 mostly no labels',
    { text: lines('path,label', (file, i) => `${file},${i < 3 ? 'ants' : ''}`) },
    ['9 of 12 rows have no label'],
  ],
]

test.each(asked)('%s is asked about', async (_what, people, words) => {
  const { list } = await listed(people)
  const text = explain(await failure(list))
  for (const word of words) expect(text).toContain(word)
  expect(text).toContain('\n→ ')
})

test('what an error says to write works', async () => {
  const cells = lines('', (file, i) => `${file}  ${[0, 0.33, 0.66, 1][i % 4]}   ${i % 2 ? 'mono' : 'poly'}`)
  const read = async (data: Partial<DataSource>) =>
    (await (await listed({ text: cells, data })).list()).classes
  expect(await read({ columns: { label: 3 } })).toEqual(['mono', 'poly'])
  expect(await read({ columns: { label: 2 }, labels: { threshold: 0.5 } })).toEqual([
    '0.5 or more',
    'below 0.5',
  ])
  expect(await read({ columns: { label: 2 }, labels: 'names' })).toEqual(['0', '0.33', '0.66', '1'])
})
