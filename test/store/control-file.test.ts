import { readdirSync, writeFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { leaveWish, lookForWish, takeWish, type Wish } from '../../src/store/control-file.ts'
import { controlPath } from '../../src/store/paths.ts'
import { faultyFiles } from '../chaos/faulty-files.ts'
import { temporaryFolder } from '../setup/images.ts'

const stop: Wish = { wish: 'stop', at: '2026-01-01T22:00:00.000Z', token: 't' }

test('a wish is taken once, the last one counts, and nothing is left', async () => {
  const folder = temporaryFolder()
  expect(await takeWish(folder)).toBeUndefined()
  await leaveWish(folder, { ...stop, wish: 'pause' })
  await leaveWish(folder, stop)
  expect(await lookForWish(folder)).toEqual(stop)
  const taken = await Promise.all([takeWish(folder), takeWish(folder)])
  expect(taken.filter(wish => wish !== undefined)).toEqual([stop])
  expect(readdirSync(folder)).toEqual([])
})

test('a disk without room for a wish is told, and keeps no half of one', async () => {
  const folder = temporaryFolder()
  const faults = faultyFiles(folder, (_, name) => (name.startsWith('writeFile ') ? 'torn' : 'pass'))
  onTestFinished(faults.restore)
  await expect(leaveWish(folder, stop)).rejects.toMatchObject({ code: 'ENOSPC' })
  faults.restore()
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  ['half of one', '{"wish":"st'],
  ['an unknown wish', JSON.stringify({ ...stop, wish: 'dance' })],
  ['no token', JSON.stringify({ wish: 'stop', at: stop.at })],
])('a damaged file, %s, is no wish, and goes', async (_, text) => {
  const folder = temporaryFolder()
  writeFileSync(controlPath(folder), text)
  expect(await lookForWish(folder)).toBeUndefined()
  expect(await takeWish(folder)).toBeUndefined()
  expect(readdirSync(folder)).toEqual([])
})
