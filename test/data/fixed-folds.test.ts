import path from 'node:path'
import { expect, test } from 'vitest'
import { loadFixedFolds } from '../../src/data/fixed-folds.ts'
import { fill, tempFolder } from './make.ts'

const of = { 'cats/a.jpg': 0, 'dogs/b.jpg': 1 }

test.each([
  ['a plain object', of],
  ['a work file', { dataset: 'x', imageSize: 160, folds: { k: 2, of }, configs: [] }],
])('%s is read', async (_name, value) => {
  const folder = await fill(await tempFolder(), { 'folds.json': `\ufeff${JSON.stringify(value)}` })
  expect(await loadFixedFolds(path.join(folder, 'folds.json'))).toEqual(of)
})
