import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { decodeAll } from '../../../src/data/decode.ts'
import { listDataset } from '../../../src/data/list-dataset.ts'
import { changedImages } from '../../../src/execution/host/changed-images.ts'
import { colourFolder } from '../../setup/images.ts'

type At = (file: string) => string

const swap = (at: At) => {
  renameSync(at('red/1.png'), at('swap'))
  renameSync(at('green/2.png'), at('red/1.png'))
  renameSync(at('swap'), at('green/2.png'))
}
const encodeAs = async (at: At, format: 'png' | 'jpeg') => {
  const image = sharp(readFileSync(at('red/3.png')))
  const file = await (format === 'png' ? image.png({ compressionLevel: 0 }) : image.jpeg()).toBuffer()
  writeFileSync(at('red/3.png'), file)
}

/** What a host finds that opens twice on one list of files, before and after a change. */
async function findings(change: (at: At) => void | Promise<void>) {
  const root = await colourFolder(['red', 'green'], 6, 32)
  const dataset = await listDataset({ path: root })
  const before = await decodeAll(dataset, 32)
  await change(file => path.join(root, file))
  const after = await decodeAll(dataset, 32)
  return { isSame: after.hash === before.hash, changes: changedImages(before, after) }
}

test.each<[string, (at: At) => void | Promise<void>, RegExp[]]>([
  ['a file that is gone', at => rmSync(at('red/1.png')), [/^red.1\.png .*disappeared/]],
  [
    'another content',
    at => copyFileSync(at('red/2.png'), at('red/1.png')),
    [/^red.1\.png has other content$/],
  ],
  ['a torn file', at => truncateSync(at('green/4.png'), 60), [/^green.4\.png ./]],
  ['a renamed file', at => renameSync(at('red/5.png'), at('red/five.png')), [/^red.5\.png ./]],
  ['two that changed places', swap, [/^green.2\.png has other/, /^red.1\.png has other/]],
  [
    'a renamed class',
    at => renameSync(at('red'), at('blue')),
    Array.from({ length: 6 }, (_, i) => RegExp(`^red.${i}\\.png .`)),
  ],
  ['one encoded anew with loss', at => encodeAs(at, 'jpeg'), [/^red.3\.png has other content$/]],
])('%s is a change, and named', async (_, change, lines) => {
  const { isSame, changes } = await findings(change)
  expect(isSame).toBe(false)
  expect(changes).toEqual(lines.map(line => expect.stringMatching(line)))
})

test.each<[string, (at: At) => void | Promise<void>]>([
  ['a file more, which no fold has', at => copyFileSync(at('red/2.png'), at('red/new.png'))],
  ['a class more', at => void mkdirSync(at('blue'))],
  ['the same pixels, encoded anew', at => encodeAs(at, 'png')],
])('%s is none', async (_, change) => {
  expect(await findings(change)).toEqual({ isSame: true, changes: [] })
})
