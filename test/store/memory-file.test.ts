import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { CostsOf } from '../../src/store/costs-file.ts'
import { keepMemoryLimits, readMemoryLimits } from '../../src/store/memory-file.ts'
import type { MemoryLimit } from '../../src/trial/memory-limit.ts'
import { temporaryFolder } from './temporary.ts'

const wasm: CostsOf = { name: 'wasm', version: '4.22.0', device: 'CPU' }
const limit = (body: string, fails: number | null = 32): MemoryLimit => ({
  body,
  unfreezeDepth: 4,
  imageSize: 160,
  batchNorm: 'frozen',
  workers: 2,
  fits: 16,
  fails,
  gigabytes: 4,
})

test('what is kept is there for the next session of the same engine; the later try counts', async () => {
  const folder = temporaryFolder()
  expect(await readMemoryLimits(wasm, folder)).toEqual([])
  await keepMemoryLimits(wasm, [limit('a'), limit('b')], folder)
  await keepMemoryLimits(wasm, [limit('a', null)], folder)
  expect(await readMemoryLimits(wasm, folder)).toEqual([limit('b'), limit('a', null)])
  expect(await readMemoryLimits({ ...wasm, device: 'GPU' }, folder)).toEqual([])
  expect(await readdir(folder)).toHaveLength(1)
})

test('after a month it is tried again', async () => {
  const folder = temporaryFolder()
  await keepMemoryLimits(wasm, [limit('a')], folder)
  const [file = ''] = await readdir(folder)
  const text = await readFile(path.join(folder, file), 'utf8')
  await writeFile(
    path.join(folder, file),
    text.replace(/"day":(\d+)/, (_, day) => `"day":${Number(day) - 31}`),
  )
  expect(await readMemoryLimits(wasm, folder)).toEqual([])
})

test('it does not grow for ever', async () => {
  const folder = temporaryFolder()
  await keepMemoryLimits(
    wasm,
    Array.from({ length: 600 }, (_, i) => limit(`${i}`)),
    folder,
  )
  const kept = await readMemoryLimits(wasm, folder)
  expect([kept.length, kept.at(-1)?.body]).toEqual([500, '599'])
})

test.each([
  ['torn', '{"limits":[{"bo'],
  ['empty', ''],
  ['of another shape', '{"limits":[{"body":"a","fails":0}]}'],
])('a file that is %s counts as none and is replaced', async (_, text) => {
  const folder = temporaryFolder()
  await keepMemoryLimits(wasm, [limit('a')], folder)
  const [file = ''] = await readdir(folder)
  await writeFile(path.join(folder, file), text)
  expect(await readMemoryLimits(wasm, folder)).toEqual([])
  await keepMemoryLimits(wasm, [limit('b')], folder)
  expect(await readMemoryLimits(wasm, folder)).toEqual([limit('b')])
})

test('a cache folder that cannot be made is no error', async () => {
  const folder = temporaryFolder()
  await writeFile(path.join(folder, 'file'), '')
  await keepMemoryLimits(wasm, [limit('a')], path.join(folder, 'file', 'memory'))
})
