import { mkdirSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { explain } from '../../src/base/errors.ts'
import { listAnyImages } from '../../src/data/any-images.ts'
import { listDataset } from '../../src/data/list-dataset.ts'
import { readableName } from '../../src/data/readable-name.ts'
import { failure, fill, picture, pictures, tempFolder } from './make.ts'

const png = await picture()
const latin1 = (...parts: string[]) => Buffer.from(parts.join('/'), 'latin1')

/** Whether this disk takes such names: those of macOS and Windows do not. */
async function works(): Promise<boolean> {
  const folder = await tempFolder()
  try {
    mkdirSync(latin1(folder, 'd\xe9'))
    return true
  } catch {
    return false
  }
}
const hasSuchNames = await works()

test('bytes that are no UTF-8 are shown as such, whatever stands beside them', () => {
  const shown = (text: string) => readableName(Buffer.from(text, 'latin1'))
  expect(shown('M\xfcller.jpg')).toEqual({ name: 'M\\xfcller.jpg', isText: false })
  expect(shown('\xff\xfe')).toEqual({ name: '\\xff\\xfe', isText: false })
  expect(readableName(Buffer.from('Müller 猫🐝'))).toEqual({ name: 'Müller 猫🐝', isText: true })
  const mixed = Buffer.concat([Buffer.from('猫'), Buffer.from([0xe9]), Buffer.from('🐝')])
  expect(readableName(mixed)).toEqual({ name: '猫\\xe9🐝', isText: false })
})

test.skipIf(!hasSuchNames)('files and inner folders of such names are skipped and named', async () => {
  const folder = await fill(await tempFolder(), { ...pictures('ants', 2), ...pictures('bees', 2) })
  writeFileSync(latin1(folder, 'ants/M\xfcller_1.png'), png)
  writeFileSync(latin1(folder, 'ants/\xe4.txt'), 'notes')
  writeFileSync(latin1(folder, 'stra\xdfe.png'), png)
  mkdirSync(latin1(folder, 'ants/M\xe4rz'))
  writeFileSync(latin1(folder, 'ants/M\xe4rz/x.png'), png)
  const { images, skipped } = await listDataset({ path: folder })
  expect(images).toHaveLength(4)
  expect(skipped.map(({ file }) => file)).toEqual([
    'stra\\xdfe.png',
    'ants/M\\xe4rz',
    'ants/M\\xfcller_1.png',
  ])
  for (const { reason } of skipped) expect(reason).toMatch(/not UTF-8.*convmv -f latin1/)
  expect((await listAnyImages(folder)).skipped).toHaveLength(3)
})

test.skipIf(!hasSuchNames)(
  'a class folder of such a name is an error that says how to rename it, or is left out',
  async () => {
    const folder = await fill(await tempFolder(), { ...pictures('ants', 2), ...pictures('bees', 2) })
    mkdirSync(latin1(folder, 'abeilles_\xe9t\xe9'))
    writeFileSync(latin1(folder, 'abeilles_\xe9t\xe9/x.png'), png)
    const text = explain(await failure(() => listDataset({ path: folder })))
    expect(text).toContain('"abeilles_\\xe9t\\xe9" is not UTF-8')
    expect(text).toContain('convmv -f latin1 -t utf8')
    expect(text).not.toContain('ENOENT')
    expect((await listDataset({ path: folder, ignore: ['abeilles*'] })).classes).toEqual(['ants', 'bees'])
  },
)
