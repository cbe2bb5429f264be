import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { initCommand } from '../../src/commands/init.ts'
import { planCommand } from '../../src/commands/plan.ts'
import { loadSweep } from '../../src/sweep/load.ts'
import { blobs, changed, dataset } from '../data/duplicates/pictures.ts'
import { fill, tempFolder } from '../data/make.ts'

afterEach(() => vi.restoreAllMocks())

/** Two classes of six pictures of their own each, a copy in one class, a mirrored one across both, one under both labels. */
async function photos(): Promise<string> {
  const [one, two, three] = await Promise.all([blobs('one'), blobs('two'), blobs('three')])
  const { root } = await dataset(
    {
      'a/1.png': one,
      'a/1 (copy).png': one,
      'a/2.png': two,
      'a/2 mirrored.jpg': await changed(two, image => image.flop().jpeg()),
      'a/3.png': three,
      'b/3.png': three,
    },
    6,
  )
  return root
}

async function printed(work: () => Promise<number>): Promise<string> {
  let text = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
    text += String(chunk)
    return true
  })
  expect(await work()).toBe(0)
  vi.restoreAllMocks()
  return text
}

test('init finds duplicates and proposes to keep them together; plan lists them', async () => {
  const root = await photos()
  const file = path.join(root, '..', `${path.basename(root)}.yaml`)
  const told = await printed(() => initCommand(root, { output: file }))
  expect(told).toContain('3 groups of duplicates (6 images) kept in one fold each')
  expect(told).toContain('warning: 1 identical image under different labels: a/3.png = b/3.png')
  expect((await loadSweep(file)).data.duplicates).toBe('group')

  const set = ['recipe.weights=random', 'data.imageSize=64', 'data.holdout=0']
  const plan = await printed(() => planCommand(file, { set }))
  expect(plan).toMatch(/duplicates +3 groups of duplicates \(6 images\) kept in one fold each/)
  expect(plan).toContain('  a/1 (copy).png = a/1.png\n')
  expect(plan).toContain('  a/2 mirrored.jpg ≈ a/2.png\n')
  expect(plan).toContain('warning: 1 identical image under different labels: a/3.png = b/3.png')
  expect(await printed(() => planCommand(file, { set, quick: true }))).toMatch(/duplicates +not looked for/)

  const json = await printed(() => planCommand(file, { set: [...set, 'data.duplicates=drop'], json: true }))
  expect(JSON.parse(json)).toMatchObject({
    data: {
      images: 14,
      skipped: [
        { file: 'a/1.png', reason: 'shows the same picture as a/1 (copy).png' },
        { file: 'a/2.png', reason: 'shows the same picture as a/2 mirrored.jpg' },
        { file: 'a/3.png', reason: 'shows the same picture under two labels, as a/3.png and b/3.png' },
        { file: 'b/3.png' },
      ],
    },
    duplicates: {
      policy: 'drop',
      identical: [
        ['a/1 (copy).png', 'a/1.png'],
        ['a/3.png', 'b/3.png'],
      ],
      conflicts: { identical: [['a/3.png', 'b/3.png']], near: [] },
      straddling: [],
    },
  })
})

test('fixed folds that split duplicates are warned of and stay as they are', async () => {
  const root = await photos()
  const file = path.join(root, '..', `${path.basename(root)}.yaml`)
  const folds = {
    'a/1.png': 0,
    'a/1 (copy).png': 1,
    'a/2.png': 0,
    'a/other-0.png': 1,
    'b/3.png': 0,
    'b/other-0.png': 1,
  }
  await writeFile(`${file}.json`, JSON.stringify(folds))
  await writeFile(
    file,
    `data: { path: ${JSON.stringify(root)}, imageSize: 64 }
folds: { file: ${JSON.stringify(`${file}.json`)} }
recipe: { weights: random }
space: { learningRate: [0.1, 0.01] }
`,
  )
  const plan = await printed(() => planCommand(file, {}))
  expect(plan).toContain(
    '1 group of duplicates on both sides of a fold (the folds are given), which flatters scores: a/1 (copy).png ≈ a/1.png',
  )
  expect(plan).toMatch(/folds +2: train on 3 images, validate on 3/)
  expect(plan).toContain('the given folds stay as they are')
})

/** Four pictures of each class to train on; tests that are copies of the first, and `own` pictures of the test's own. */
async function split(own: number): Promise<string> {
  const files: Record<string, Buffer> = {}
  for (const name of ['a', 'b'])
    for (let i = 0; i < 4; i++) {
      const picture = await blobs(`${name}${i}`)
      files[`train/${name}/${i}.png`] = picture
      if (i < 2) files[`test/${name}/${i}.jpg`] = await changed(picture, image => image.jpeg({ quality: 70 }))
      if (i < own) files[`test/${name}/own-${i}.png`] = await blobs(`own ${name}${i}`)
    }
  const root = await tempFolder()
  await fill(root, files)
  return root
}

async function splitFile(own: number): Promise<string> {
  const root = await split(own)
  const file = `${root}.yaml`
  await writeFile(
    file,
    `data: { train: ${JSON.stringify(`${root}/train`)}, test: ${JSON.stringify(`${root}/test`)}, imageSize: 64 }
folds: { k: 2 }
recipe: { weights: random }
space: { learningRate: [0.1, 0.01] }
`,
  )
  return file
}

test('copies of training images among test images are told as what they are, and can be left out', async () => {
  const file = await splitFile(2)
  const plan = await printed(() => planCommand(file, {}))
  expect(plan).toContain(
    "warning: 4 groups of duplicates both in the holdout and outside it, which flatters the winner's score there (data.duplicates: drop uses one of each): train/a/0.png ≈ test/a/0.jpg",
  )
  expect(plan).toMatch(
    /duplicates +4 groups of duplicates \(8 images\) both among the test images and outside/,
  )
  expect(plan).not.toContain('on both sides of a fold')
  expect(plan).not.toContain('kept in one fold')
  const dropped = await printed(() => planCommand(file, { set: ['data.duplicates=drop'] }))
  expect(dropped).not.toMatch(/warning: .*(duplicates|test images)/)
  expect(dropped).toContain('4 images held out')

  const told = await printed(() =>
    initCommand(file.replace('.yaml', ''), { output: file.replace('.yaml', '-init.yaml') }),
  )
  expect(told).toContain('4 groups of duplicates (8 images) both among the test images and outside them')
})

test('test images that are all copies leave no holdout, which is told', async () => {
  const file = await splitFile(0)
  const set = ['data.duplicates=drop']
  expect(await printed(() => planCommand(file, { set }))).toContain(
    'warning: all 4 test images show pictures that are used already and are left out: there is no holdout',
  )
})
