import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { initCommand } from '../../src/commands/init.ts'
import { inspectData } from '../../src/sweep/inspect-data.ts'
import { loadSweep } from '../../src/sweep/load.ts'
import { unnamedIn } from '../../src/sweep/reference/recipe-lines.ts'
import { failure, fill, pictures, tempFolder } from '../data/make.ts'
import { tiff } from '../data/picture/tiff.ts'
import { capturePrinted } from './printed.ts'

const printed = capturePrinted()

/** Runs init on files and loads what it wrote. */
async function initialised(files: Parameters<typeof fill>[1], target = 'my photos') {
  const folder = await tempFolder()
  await fill(path.join(folder, 'my photos'), files)
  const output = path.join(folder, 'spaces/out.yaml')
  expect(await initCommand(path.join(folder, target), { output, quick: true })).toBe(0)
  return { folder, output, sweep: await loadSweep(output), text: await readFile(output, 'utf8') }
}

describe('init', () => {
  test('writes a file that loads, and says what to do next', async () => {
    const { folder, sweep, text } = await initialised({ ...pictures('cats', 32), ...pictures('dogs', 40) })
    expect(sweep).toMatchObject({
      name: 'my-photos',
      data: { path: path.join(folder, 'my photos'), imageSize: 96, holdout: 0.15 },
      folds: { k: 5, stratified: true, grouped: false },
      objective: { metric: 'accuracy', goal: 'maximize' },
      recipe: { weights: 'imagenet' },
    })
    expect(Object.keys(sweep.space)).toEqual(
      expect.arrayContaining(['backbone', 'learningRate', 'batchSize']),
    )
    expect(Object.keys(sweep.space)).not.toContain('classWeights')
    expect(text).toContain('path: ../my photos')
    expect(text).toContain('"imagenet" is the official Keras file, downloaded once')
    expect(unnamedIn(text)).toEqual([])
    expect(text).toMatch(/^ {2}# hiddenUnits: 0 +# The width of a hidden layer/m)
    expect(printed.text).toMatch(/72 images in 2 classes\n {2}dogs +40\n {2}cats +32\n/)
    expect(printed.text).toMatch(/nightsweep plan .*out\.yaml/)
  })

  test('few and uneven images: balanced accuracy, class weights, no holdout, folds within the smallest class', async () => {
    const { sweep, text } = await initialised({ ...pictures('a', 3), ...pictures('b', 12), 'b/x.bmp': 'BM' })
    expect(sweep).toMatchObject({
      data: { holdout: 0 },
      folds: { k: 3 },
      objective: { metric: 'balancedAccuracy' },
      space: { classWeights: { kind: 'choice' }, batchSize: { values: [4] } },
    })
    expect(text).toContain('0, as training would keep fewer than 20 images of a class')
    expect(printed.text).toContain('Uneven: the largest class is 4.0 × the smallest')
    expect(printed.text).toContain('b/x.bmp .bmp files are not read')
  })

  test('a manifest with groups: grouped folds that exist', async () => {
    const files = { ...pictures('a', 12), ...pictures('b', 12) }
    const rows = Object.keys(files).map((file, i) => `${file},${file[0]},day ${i % 4}`)
    const { sweep, folder } = await initialised(
      { ...files, 'list.csv': ['path,label,group', ...rows].join('\n') },
      'my photos/list.csv',
    )
    expect(sweep).toMatchObject({
      name: 'list',
      data: { path: path.join(folder, 'my photos/list.csv') },
      folds: { k: 4, grouped: true },
    })
  })

  const tableOf = (header: string, rows: number, row: (i: number) => string) =>
    [header, ...Array.from({ length: rows }, (_, i) => row(i))].join('\n')
  const skins = {
    ...pictures('HAM10000_images_part_1', 12),
    'labels.csv': tableOf('lesion_id,image_id,dx,age', 12, i => `L${i % 6},${i},${i % 2 ? 'nv' : 'mel'},50`),
  }

  test('a table beside a folder of images is found, and what was guessed is written', async () => {
    const { sweep, text, folder } = await initialised(skins)
    expect(sweep).toMatchObject({
      data: {
        path: path.join(folder, 'my photos'),
        table: path.join(folder, 'my photos/labels.csv'),
        columns: { path: 'image_id', label: 'dx', group: 'lesion_id' },
      },
      folds: { grouped: true },
    })
    expect(text).toContain('  columns: { path: image_id, label: dx, group: lesion_id }')
    expect(printed.text).toContain('labels.csv lists the images of this folder and says their labels.')
    expect(printed.text).toContain(
      'labels.csv: path from image_id, label from dx, group from lesion_id (6 groups)',
    )
    expect((await inspectData(sweep)).dataset.images).toHaveLength(12)
  })

  test('folders of parts are no classes where a table says the labels; two such tables are asked about', async () => {
    const parts = { ...skins, 'HAM10000_images_part_2/12.png': null }
    const { sweep } = await initialised(parts)
    expect((await inspectData(sweep)).dataset.classes).toEqual(['mel', 'nv'])
    const error = await failure(() => initialised({ ...parts, 'more.csv': parts['labels.csv'] }))
    expect(error.message).toBe('2 tables list the images of this folder: labels.csv, more.csv')
  })

  test('class folders count where a table lies beside them', async () => {
    const rows = tableOf('file,class', 8, i => `${i % 2 ? 'a' : 'b'}/${i >> 1}.png,${i % 2 ? 'x' : 'y'}`)
    const { sweep } = await initialised({ ...pictures('a', 4), ...pictures('b', 4), 'list.csv': rows })
    expect(sweep.data).not.toHaveProperty('table')
  })

  test('a table with a split: its test images are the holdout', async () => {
    const rows = tableOf(
      'file,class,split',
      12,
      i => `images/${i}.png,${i % 2 ? 'x' : 'y'},${i < 8 ? 'train' : 'test'}`,
    )
    const { sweep, text } = await initialised(
      { ...pictures('images', 12), 'list.tsv': rows.replaceAll(',', '\t') },
      'my photos/list.tsv',
    )
    expect(sweep).toMatchObject({
      name: 'list',
      data: { holdout: 0, columns: { path: 'file', label: 'class' } },
    })
    expect(text).toContain('0, as the test images are that')
    expect(printed.text).toContain('4 test images held out')
  })

  test('the image size follows the photos', async () => {
    const large = await sharp({ create: { width: 300, height: 170, channels: 3, background: '#888' } })
      .jpeg()
      .toBuffer()
    const { sweep } = await initialised({
      'a/1.jpg': large,
      'a/2.jpg': large,
      'b/1.jpg': large,
      'b/2.jpg': large,
    })
    expect(sweep.data.imageSize).toBe(192)
    expect(sweep.folds.k).toBe(2)
  })
})

describe('init refuses', () => {
  test('to overwrite, unless forced', async () => {
    const folder = await fill(await tempFolder(), { ...pictures('a', 4), ...pictures('b', 4) })
    const output = path.join(folder, 'mine.yaml')
    await writeFile(output, 'precious')
    const error = await failure(() => initCommand(folder, { output }))
    expect(error.message).toContain('already there')
    expect(error.next).toContain('--force')
    expect(await readFile(output, 'utf8')).toBe('precious')
    expect(await initCommand(folder, { output, force: true, quick: true })).toBe(0)
    expect((await loadSweep(output)).folds.k).toBe(4)
  })

  test('a class with one image, images that do not open, a place that cannot be written', async () => {
    const single = await fill(await tempFolder(), { ...pictures('a', 4), ...pictures('b', 1) })
    const output = path.join(single, 'out.yaml')
    expect((await failure(() => initCommand(single, { output }))).message).toContain('"b" has only 1 image')
    const broken = await fill(await tempFolder(), { 'a/1.jpg': 'x', 'b/1.jpg': 'x' })
    expect(await failure(() => initCommand(broken, { output }))).toMatchObject({
      message: 'None of 2 images can be read',
      details: ['a/1.jpg', 'b/1.jpg'].map(
        file => `${file} is not an image that can be read, whatever its name says`,
      ),
    })
    const deep = tiff(Array<number>(64).fill(0.5), { width: 8, height: 8, type: 'float64' })
    const reason = expect.stringContaining('keeps its values as 64-bit float')
    const allDeep = await fill(await tempFolder(), { 'a/1.tif': deep, 'b/1.tif': deep })
    expect(await failure(() => initCommand(allDeep, { output }))).toMatchObject({
      message: 'None of 2 images can be read',
      details: [reason, reason],
    })
    const oneClass = await fill(await tempFolder(), { 'a/1.tif': deep, ...pictures('b', 3) })
    expect(await failure(() => initCommand(oneClass, { output }))).toMatchObject({
      message: 'The class "a" has no image that can be read',
      details: [reason],
    })
    const good = await fill(await tempFolder(), { ...pictures('a', 2), ...pictures('b', 2) })
    const inside = path.join(good, 'a/0.png/out.yaml')
    expect((await failure(() => initCommand(good, { output: inside, quick: true }))).next).toContain(
      '--output',
    )
  })
})
