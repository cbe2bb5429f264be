import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { listAnyImages } from '../../src/data/any-images.ts'
import { temporaryFolder } from '../setup/images.ts'

function folderWith(...files: string[]): string {
  const root = temporaryFolder()
  for (const file of files) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    writeFileSync(path.join(root, file), '')
  }
  return root
}

test('class folders give labels, images outside them have none', async () => {
  const root = folderWith(
    'b/2.png',
    'b/deep/1.jpg',
    'a/1.webp',
    'loose.JPG',
    'notes.txt',
    'raw.cr2',
    '.hidden.png',
  )
  const { classes, images, skipped } = await listAnyImages(root)
  expect(classes).toEqual(['a', 'b'])
  expect(images).toEqual([
    { file: 'a/1.webp', label: 0 },
    { file: 'b/2.png', label: 1 },
    { file: 'b/deep/1.jpg', label: 1 },
    { file: 'loose.JPG', label: -1 },
  ])
  expect(skipped).toEqual([{ file: 'raw.cr2', reason: expect.stringContaining('.cr2 files are not read') }])
})

test('a plain folder will do, and ready-made splits, which training refuses', async () => {
  expect(await listAnyImages(folderWith('1.png', '2.png'))).toMatchObject({
    classes: [],
    images: [{ label: -1 }, {}],
  })
  const splits = await listAnyImages(folderWith('train/cat/1.png', 'val/cat/2.png'))
  expect(splits.classes).toEqual(['train', 'val'])
})

test('links to nothing are told', async () => {
  const root = folderWith('1.png')
  symlinkSync(path.join(root, 'gone.png'), path.join(root, 'link.png'))
  expect((await listAnyImages(root)).skipped).toEqual([
    { file: 'link.png', reason: 'is a link to a file that does not exist' },
  ])
})

test('a manifest keeps its labels', async () => {
  const root = folderWith('x/1.png', 'x/2.png')
  writeFileSync(path.join(root, 'list.csv'), 'path,label\nx/1.png,good\nx/2.png,bad\n')
  expect(await listAnyImages(path.join(root, 'list.csv'))).toMatchObject({ classes: ['bad', 'good'] })
})

test('nothing to embed is an error', async () => {
  await expect(listAnyImages(folderWith('notes.txt'))).rejects.toThrow('There are no images in this folder')
  await expect(listAnyImages('/no/such/folder')).rejects.toThrow('There is no data folder here')
})
