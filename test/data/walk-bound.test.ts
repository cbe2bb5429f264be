import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { walk } from '../../src/data/walk.ts'
import { walkBound } from '../../src/data/walk-bound.ts'
import { temporaryFolder } from '../setup/images.ts'
import { failure } from './make.ts'

test('a class folder that is a link to a folder above is not entered', async () => {
  const folder = temporaryFolder()
  mkdirSync(path.join(folder, 'ants'))
  writeFileSync(path.join(folder, 'ants', '1.jpg'), '')
  symlinkSync('/', path.join(folder, 'root'))
  symlinkSync(path.dirname(folder), path.join(folder, 'ants', 'above'))
  symlinkSync('..', path.join(folder, 'ants', 'up'))
  expect(await walk(folder)).toEqual([{ file: 'ants/1.jpg', kind: 'file' }])
})

test.each([
  ['folder', /More than 2 folders/],
  ['file', /More than 3 files/],
] as const)('a whole disk is no set of images: too many of %s', async (kind, message) => {
  const bound = walkBound('/data', { folders: 2, files: 3 })
  const error = await failure(() => {
    for (let i = 0; i < 4; i++) bound[kind]()
  })
  expect(error).toMatchObject({
    where: '/data',
    message: expect.stringMatching(message),
    next: expect.stringMatching(/link/),
  })
})
