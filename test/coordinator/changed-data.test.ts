import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { checkUnchanged, splitImages } from '../../src/coordinator/split-images.ts'
import { decodeAll } from '../../src/data/decode.ts'
import { stateOf } from '../../src/run/book.ts'
import { inspectData } from '../../src/sweep/inspect-data.ts'
import { colourFolder } from '../setup/images.ts'
import { header, someSweep } from './simulate.ts'

type Change = (at: (file: string) => string, heldOut: string) => void | Promise<void>

const reencode: Change = async at =>
  writeFileSync(
    at('red/3.png'),
    await sharp(readFileSync(at('red/3.png')))
      .jpeg()
      .toBuffer(),
  )

/** All that can happen to a folder of images between two sessions, the holdout included. */
const changes: [string, Change][] = [
  ['an image is deleted', at => rmSync(at('red/1.png'))],
  ['an image is replaced', at => copyFileSync(at('green/2.png'), at('red/1.png'))],
  ['an image is truncated', at => truncateSync(at('green/4.png'), 60)],
  ['an image is emptied', at => truncateSync(at('green/4.png'), 0)],
  ['an image is added', at => copyFileSync(at('red/2.png'), at('red/new.png'))],
  ['an image is renamed', at => renameSync(at('red/5.png'), at('red/five.png'))],
  ['an image moves to another class', at => renameSync(at('red/5.png'), at('green/red5.png'))],
  [
    'two images change places',
    at => {
      renameSync(at('red/1.png'), at('swap'))
      renameSync(at('green/2.png'), at('red/1.png'))
      renameSync(at('swap'), at('green/2.png'))
    },
  ],
  ['a class is renamed', at => renameSync(at('red'), at('rot'))],
  [
    'a class is added',
    at => {
      mkdirSync(at('blue'))
      for (let i = 0; i < 9; i++) copyFileSync(at('red/2.png'), at(`blue/${i}.png`))
    },
  ],
  ['an image is encoded anew with loss', reencode],
  ['an image of the holdout is replaced', (at, heldOut) => copyFileSync(at('red/0.png'), at(heldOut))],
]

let root = ''
beforeAll(async () => {
  root = await colourFolder(['red', 'green'], 9, 16)
})

/** What a session finds that begins, or goes on. */
async function session(folder: string) {
  const sweep = someSweep({ data: { path: folder, imageSize: 16, holdout: 0.2 } })
  const { dataset, split } = await inspectData(sweep, { hasBegun: true })
  const { images, hash, skipped } = await decodeAll(dataset, 16)
  return { images, hash, classes: dataset.classes, folds: splitImages(split, images, skipped).folds }
}

/** The state of a run that began with these. */
function begun({ images, hash, folds, classes }: Awaited<ReturnType<typeof session>>) {
  const [run, data] = header(someSweep())
  const told = { images: images.length, imagesHash: hash, classes, folds: { k: folds.k, hash: folds.hash } }
  return stateOf(
    [run, data].flatMap(event => (event?.type === 'data' ? { ...event, ...told } : (event ?? []))),
  )
}

test.each(changes)('%s: a resumed run refuses to go on', async (_, change) => {
  const folder = path.join(path.dirname(root), `${path.basename(root)}-${Math.random()}`)
  cpSync(root, folder, { recursive: true })
  const before = await session(folder)
  const state = begun(before)
  expect(() => checkUnchanged(state, before.folds, before.hash)).not.toThrow()
  const heldOut = before.images.find((image, i) => before.folds.of[i] === -1 && image.file !== 'red/0.png')
  await change(file => path.join(folder, file), heldOut?.file ?? '')
  const after = await session(folder)
  expect(() => checkUnchanged(state, after.folds, after.hash)).toThrow(
    'not the ones that run flowers began with',
  )
  rmSync(folder, { recursive: true, force: true })
})
