/**
 * Duplicates planted among real photos: how many are found, what else is taken for one, what it costs.
 *
 *   npm run bench:duplicates -- --data DIR [--size 160] [--planted 20] [--seed 1] [--many 100000]
 *
 * The photos of DIR (a folder of images by class) are linked into a temporary folder, with copies of 20 of them and
 * changed copies of 20 others. Groups that are there without the planted ones are listed: look at them, they may be true.
 * `--many` looks among so many made images, too, for the time it takes.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { copyFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { createRandom } from '../../dist/base/random.js'
import { decodeAll } from '../../dist/data/decode.js'
import { duplicatesIn } from '../../dist/data/duplicates/in-pixels.js'
import { makeFolds } from '../../dist/data/folds.js'
import { listDataset } from '../../dist/data/list-dataset.js'

const names = ['data', 'size', 'planted', 'seed', 'many']
const { values } = parseArgs({ options: Object.fromEntries(names.map(name => [name, { type: 'string' }])) })
if (values.data === undefined) {
  console.error('needed: --data DIR, a folder of images by class (see test/bench/duplicates.mjs)')
  process.exit(2)
}
const size = Number(values.size ?? 160)
const planted = Number(values.planted ?? 20)
const random = createRandom(values.seed ?? 1)

const changes = {
  'jpeg 50': image => image.jpeg({ quality: 50 }),
  'webp 60': image => image.webp({ quality: 60 }),
  'half the size': async image => image.resize(...(await scaled(image, 0.5))).jpeg({ quality: 85 }),
  '1.4 × the size': async image => image.resize(...(await scaled(image, 1.4))).png(),
  mirrored: image => image.flop().jpeg({ quality: 85 }),
  'mirrored, 0.7 × the size': async image =>
    image
      .flop()
      .resize(...(await scaled(image, 0.7)))
      .jpeg({ quality: 80 }),
}

async function scaled(image, factor) {
  const { autoOrient } = await image.metadata()
  return [Math.round(autoOrient.width * factor), Math.round(autoOrient.height * factor)]
}

const folder = mkdtempSync(path.join(tmpdir(), 'nightsweep-duplicates-'))
try {
  const original = await listDataset(values.data)
  const linked = path.join(folder, 'linked')
  for (const name of original.classes) mkdirSync(path.join(linked, name), { recursive: true })
  for (const { file } of original.images) symlinkSync(path.join(original.root, file), path.join(linked, file))
  const before = await look(linked)
  console.log(
    `${path.basename(original.root)}: ${before.images.length} images of ${original.classes.length} classes at ${size} px`,
  )
  console.log(
    `decoding ${before.decodeSeconds.toFixed(2)} s, looking ${before.lookSeconds.toFixed(2)} s, ${before.megabytes.toFixed(0)} MB more`,
  )
  console.log(
    `groups without planted ones: ${before.groups.length}, of them identical: ${before.identical.length}`,
  )
  for (const group of before.groups) console.log(`  ${group.join('  ')}`)

  const taken = new Set(before.groups.flat())
  const sources = random.shuffle(original.images.filter(({ file }) => !taken.has(file))).slice(0, 2 * planted)
  const pairs = await Promise.all(sources.map(plant))
  const after = await look(linked)
  const together = after.groups.map(group => new Set(group))
  const isFound = ({ source, copy }) => together.some(group => group.has(source) && group.has(copy))
  for (const [kind, all] of byKind(pairs))
    console.log(`${kind}: ${all.filter(isFound).length} of ${all.length} found`)
  const near = pairs.filter(({ kind }) => kind !== 'identical')
  console.log(`changed copies: ${near.filter(isFound).length} of ${near.length} found`)
  const known = new Set(
    [...before.groups, ...pairs.map(({ source, copy }) => [source, copy])].flatMap(linksOf),
  )
  const others = after.groups.flatMap(linksOf).filter(link => !known.has(link))
  console.log(
    `other pairs than planted or known: ${others.length}${others.map(link => `\n  ${link}`).join('')}`,
  )

  const options = { k: 5, stratified: true, grouped: false, seed: 0, holdout: 0.1 }
  const places = new Map(after.images.map(({ file }, place) => [file, place]))
  const groups = after.groups.map(group => group.map(file => places.get(file)))
  for (const [policy, extra] of [
    ['none', {}],
    ['group', { together: groups }],
  ]) {
    const { of } = makeFolds(after.images, original.classes, { ...options, ...extra })
    const straddling = pairs.filter(({ source, copy }) => of[places.get(source)] !== of[places.get(copy)])
    console.log(`${policy}: ${straddling.length} of ${pairs.length} planted pairs straddle folds`)
  }
  if (values.many !== undefined) await lookAmong(Number(values.many))

  async function plant({ file }, i) {
    const { dir, name, ext } = path.parse(file)
    const source = path.join(linked, file)
    if (i < planted) {
      const copy = `${dir}/${name}-copy${ext}`
      await copyFile(source, path.join(linked, copy))
      return { kind: 'identical', source: file, copy }
    }
    const [kind, change] = Object.entries(changes)[i % Object.keys(changes).length]
    const image = await change(sharp(await sharp(source).autoOrient().png().toBuffer()))
    const { data, info } = await image.toBuffer({ resolveWithObject: true })
    const copy = `${dir}/${name}-changed.${info.format}`
    await writeFile(path.join(linked, copy), data)
    return { kind, source: file, copy }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function byKind(pairs) {
  const kinds = new Map()
  for (const pair of pairs) kinds.set(pair.kind, [...(kinds.get(pair.kind) ?? []), pair])
  return kinds
}

/** Every pair of a group, in order. */
function linksOf(group) {
  return group.flatMap((a, i) => group.slice(i + 1).map(b => [a, b].sort().join(' = ')))
}

async function look(root) {
  const started = performance.now()
  const { images, pixels, skipped } = await decodeAll(await listDataset(root), size)
  if (skipped.length > 0)
    console.log(`${skipped.length} skipped, such as ${skipped[0].file} (${skipped[0].reason})`)
  const decoded = performance.now()
  const rss = process.memoryUsage.rss()
  const { groups, identical } = await duplicatesIn(pixels, images.length, size)
  const done = performance.now()
  return {
    images,
    groups: groups.map(group => group.map(image => images[image].file)),
    identical,
    decodeSeconds: (decoded - started) / 1000,
    lookSeconds: (done - decoded) / 1000,
    megabytes: (process.memoryUsage.rss() - rss) / 1e6,
  }
}

/** Made images of 8 × 8 shades, smoothly enlarged; every hundredth is a copy of the one before, mirrored. */
async function lookAmong(count) {
  const side = 32
  const pixels = new Uint8Array(count * side * side * 3)
  const shades = random.fork('many')
  for (let image = 0; image < count; image++) {
    const isCopy = image % 100 === 99
    const start = image * side * side * 3
    const cells = isCopy ? [] : Array.from({ length: 81 }, () => shades.next() * 255)
    for (let y = 0, at = start; y < side; y++)
      for (let x = 0; x < side; x++, at += 3) {
        const value = isCopy
          ? pixels[start - side * side * 3 + (y * side + side - 1 - x) * 3]
          : enlarged(cells, y / 4, x / 4)
        pixels.fill(value, at, at + 3)
      }
  }
  const started = performance.now()
  const { groups } = await duplicatesIn(pixels, count, side)
  const seconds = (performance.now() - started) / 1000
  console.log(
    `${count} made images: ${groups.length} of ${Math.floor(count / 100)} groups, ${seconds.toFixed(1)} s`,
  )
}

function enlarged(cells, y, x) {
  const [row, column] = [Math.floor(y), Math.floor(x)]
  const [fy, fx] = [y - row, x - column]
  const at = (r, c) => cells[r * 9 + c]
  const upper = at(row, column) * (1 - fx) + at(row, column + 1) * fx
  const lower = at(row + 1, column) * (1 - fx) + at(row + 1, column + 1) * fx
  return upper * (1 - fy) + lower * fy
}
