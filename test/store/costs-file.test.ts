import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { SeenCell } from '../../src/cost-model/cost-model.ts'
import { type CostsOf, keepCosts, latestCosts, readCosts } from '../../src/store/costs-file.ts'
import { temporaryFolder } from './temporary.ts'

const wasm: CostsOf = { name: 'wasm', version: '4.22.0', device: 'CPU' }
const seen = (backbone: string, count = 4, mean = 1): SeenCell => ({
  cell: { kind: 'fineTune', workers: 2, backbone, depth: 1, batch: 16 },
  tally: { count, mean, squares: 0.1 },
})
const backbonesOf = (cells: readonly SeenCell[]) => cells.map(({ cell }) => cell.backbone).sort()

test('what is kept is there for the next session, added to what was there', async () => {
  const folder = temporaryFolder()
  expect(await readCosts(wasm, folder)).toEqual([])
  await keepCosts(wasm, [seen('MobileNetV2', 4, 1)], folder)
  await keepCosts(wasm, [seen('MobileNetV2', 4, 2), seen('VGG16')], folder)
  const cells = await readCosts(wasm, folder)
  expect(backbonesOf(cells)).toEqual(['MobileNetV2', 'VGG16'])
  expect(cells[0]?.tally).toMatchObject({ count: 8, mean: 1.5 })
  expect(await readdir(folder)).toHaveLength(1)
})

test('another version of the engine, another device or engine: nothing is known', async () => {
  const folder = temporaryFolder()
  await keepCosts(wasm, [seen('MobileNetV2')], folder)
  expect(await readCosts({ ...wasm, version: '5.0.0' }, folder)).toEqual([])
  expect(await readCosts({ ...wasm, device: 'GPU' }, folder)).toEqual([])
  expect(await readCosts({ ...wasm, name: 'webgpu' }, folder)).toEqual([])
})

test.each([
  ['torn', '{"guesses":1,"mach'],
  ['empty', ''],
  ['of another shape', '{"guesses":1,"cells":{"a":1}}'],
  ['compared to other guesses', '{"guesses":0,"machine":"m","engine":"wasm","cells":[]}'],
])('a file that is %s counts as none and is replaced', async (_, text) => {
  const folder = temporaryFolder()
  await keepCosts(wasm, [seen('VGG16')], folder)
  const [file = ''] = await readdir(folder)
  await writeFile(path.join(folder, file), text)
  expect(await readCosts(wasm, folder)).toEqual([])
  expect(await latestCosts('auto', folder)).toBeUndefined()
  await keepCosts(wasm, [seen('MobileNetV2')], folder)
  expect(backbonesOf(await readCosts(wasm, folder))).toEqual(['MobileNetV2'])
})

test('many writers at once leave a whole file and nothing beside it', async () => {
  const folder = temporaryFolder()
  const names = Array.from({ length: 20 }, (_, i) => `backbone ${i}`)
  await Promise.all(names.map(name => keepCosts(wasm, [seen(name)], folder)))
  const cells = await readCosts(wasm, folder)
  expect(cells.length).toBeGreaterThan(0)
  expect(names).toEqual(expect.arrayContaining(backbonesOf(cells)))
  expect(await readdir(folder)).toHaveLength(1)
})

test('the latest of this machine is found, by engine or without; another machine’s is not', async () => {
  const folder = temporaryFolder()
  expect(await latestCosts('auto', path.join(folder, 'nothing'))).toBeUndefined()
  await keepCosts({ ...wasm, name: 'webgpu' }, [seen('VGG16')], folder)
  await new Promise(resolve => setTimeout(resolve, 20))
  await keepCosts(wasm, [seen('MobileNetV2')], folder)
  expect((await latestCosts('auto', folder))?.engine).toBe('wasm')
  expect(backbonesOf((await latestCosts('webgpu', folder))?.cells ?? [])).toEqual(['VGG16'])
  expect(await latestCosts('tensorflow', folder)).toBeUndefined()
  for (const file of await readdir(folder)) {
    const place = path.join(folder, file)
    const text = await readFile(place, 'utf8')
    await writeFile(place, text.replace(/"machine":"[^"]*"/, '"machine":"elsewhere"'))
  }
  expect(await latestCosts('auto', folder)).toBeUndefined()
})

test('a cache folder that cannot be made is no error', async () => {
  const folder = temporaryFolder()
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, 'file'), '')
  await keepCosts(wasm, [seen('VGG16')], path.join(folder, 'file', 'costs'))
  expect(await readCosts(wasm, path.join(folder, 'file', 'costs'))).toEqual([])
})
