import { agreement } from './details.ts'
import { createDisjointSets, type DisjointSets } from './disjoint-sets.ts'
import { frequencies, middlesOf, writeHash } from './frequencies.ts'
import { createHashIndex, hashWords } from './hash-index.ts'
import type { Marks } from './marks.ts'
import { asTheyAre, orientations, placesOf } from './orientations.ts'
import type { Duplicates } from './policies.ts'

/**
 * Details that agree at least so well are of the same picture. Copies as JPEG of quality 30, of half or 1.5 times the
 * size, mirrored, brightened or without colours agree to 0.94 and more; of 1,433 different photos, many of one thing on
 * one table, no two agree to more than 0.69. What was cropped by 4 % agrees to 0.54 and more, and is often missed.
 */
const alike = 0.8

/** Comparisons of one image: more say that nearly all look alike, and time is better spent. */
const mostComparisons = 1024

const progressEvery = 512

/** Called now and then; others can do something meanwhile. */
export type OnProgress = (done: number, total: number) => Promise<void> | void

/**
 * Images that show the same picture. Equal pixels are found by their checksum. For others a perceptual hash names
 * candidates, as they are, mirrored and turned, and a pair counts where the details of both thumbnails agree, too.
 */
export async function findDuplicates(marks: Marks, onProgress?: OnProgress): Promise<Duplicates> {
  const { checksums } = marks
  const identical = equalItems(checksums)
  const sets = createDisjointSets(checksums.length)
  const copies = new Set<number>()
  for (const [first = 0, ...others] of identical)
    for (const other of others) {
      sets.join(first, other)
      copies.add(other)
    }
  const compared = [...checksums.keys()].filter(image => !copies.has(image) && !marks.isPlain(image))
  await joinAlike(marks, compared, sets, onProgress)
  return { groups: sets.sets().filter(({ length }) => length > 1), identical }
}

/** Positions of equal items, where there are several. */
function equalItems(items: readonly string[]): number[][] {
  const places = new Map<string, number[]>()
  for (const [place, item] of items.entries()) {
    const known = places.get(item)
    if (known === undefined) places.set(item, [place])
    else known.push(place)
  }
  return [...places.values()].filter(({ length }) => length > 1)
}

async function joinAlike(
  marks: Marks,
  images: readonly number[],
  sets: DisjointSets,
  onProgress?: OnProgress,
): Promise<void> {
  const rows = new Float32Array(images.length * frequencies)
  for (const [i, image] of images.entries()) rows.set(marks.frequenciesOf(image), i * frequencies)
  const middles = middlesOf(rows)
  const hashes = new Uint16Array(images.length * hashWords)
  for (const [i, image] of images.entries())
    writeHash(marks.frequenciesOf(image), middles, asTheyAre, hashes.subarray(i * hashWords))
  const index = createHashIndex(hashes)
  const turns = orientations.map(orientation => ({ orientation, places: placesOf(orientation, marks.side) }))
  const hash = new Uint16Array(hashWords)
  const turned = new Int8Array(marks.side * marks.side)

  function joinWithEarlier(image: number, i: number): void {
    let left = mostComparisons
    for (const { orientation, places } of turns) {
      let isTurned = false
      writeHash(marks.frequenciesOf(image), middles, orientation, hash)
      index.near(hash, i, found => {
        const other = images[found] ?? 0
        if (left === 0 || sets.areJoined(image, other)) return
        left--
        if (!isTurned) turn(marks.detailsOf(image), places, turned)
        isTurned = true
        if (agreement(turned, marks.detailsOf(other)) >= alike) sets.join(image, other)
      })
    }
  }

  for (const [i, image] of images.entries()) {
    if (i % progressEvery === 0) await onProgress?.(i, images.length)
    joinWithEarlier(image, i)
  }
  await onProgress?.(images.length, images.length)
}

function turn(from: Int8Array, places: Uint16Array, into: Int8Array): void {
  for (let i = 0; i < into.length; i++) into[i] = from[places[i] ?? 0] ?? 0
}
