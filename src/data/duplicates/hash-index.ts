/** Hashes are four words of 16 bits. */
export const hashWords = 4

/** Finds, among given hashes [images, words], those near to another. */
interface HashIndex {
  /** Calls with images below `end` whose hash differs in few bits: all with at most seven, many of up to `mostBits`. */
  near(hash: Uint16Array, end: number, found: (image: number) => void): void
}

/** Differences of a hash that can still be of the same picture. */
const mostBits = 14

/** Members of one bucket that are looked at: more look alike than a hash can tell apart. */
const mostInBucket = 256

/** So few are all near: the middles of few images cut through copies. */
const few = 256

/** All that differ from a word in one bit at most. */
const probes = [0, ...Array.from({ length: 16 }, (_, bit) => 1 << bit)]

const bitsOf = Uint8Array.from({ length: 2 ** 16 }, (_, word) => {
  let count = 0
  for (let rest = word; rest > 0; rest &= rest - 1) count++
  return count
})

/**
 * Multi-index hashing (Norouzi, Punjani, Fleet 2012): hashes that differ in at most seven of 64 bits have one of four
 * words that differs in one at most, so looking up 4 × 17 words finds them without comparing all pairs.
 */
export function createHashIndex(hashes: Uint16Array): HashIndex {
  const count = hashes.length / hashWords
  const tables = Array.from({ length: hashWords }, (_, word) => bucketsOf(hashes, word, count))
  const seen = new Int32Array(count).fill(-1)
  let question = 0
  if (count <= few)
    return {
      near(_, end, found) {
        for (let image = 0; image < end; image++) found(image)
      },
    }
  return {
    near(hash, end, found) {
      question++
      for (const [word, { starts, members }] of tables.entries())
        for (const probe of probes) {
          const bucket = (hash[word] ?? 0) ^ probe
          const start = starts[bucket] ?? 0
          const stop = Math.min(starts[bucket + 1] ?? 0, start + mostInBucket)
          for (let i = start; i < stop; i++) {
            const image = members[i] ?? 0
            if (image >= end) break
            if (seen[image] === question) continue
            seen[image] = question
            if (distance(hashes, image, hash) <= mostBits) found(image)
          }
        }
    },
  }
}

/** Images ordered by one word of their hashes, ascending within it: a counting sort. */
function bucketsOf(
  hashes: Uint16Array,
  word: number,
  count: number,
): { starts: Int32Array; members: Int32Array } {
  const starts = new Int32Array(2 ** 16 + 1)
  const wordOf = (image: number) => hashes[image * hashWords + word] ?? 0
  for (let image = 0; image < count; image++) starts[wordOf(image) + 1] = (starts[wordOf(image) + 1] ?? 0) + 1
  for (let bucket = 0; bucket < 2 ** 16; bucket++)
    starts[bucket + 1] = (starts[bucket + 1] ?? 0) + (starts[bucket] ?? 0)
  const next = starts.slice()
  const members = new Int32Array(count)
  for (let image = 0; image < count; image++) {
    const bucket = wordOf(image)
    const place = next[bucket] ?? 0
    members[place] = image
    next[bucket] = place + 1
  }
  return { starts, members }
}

function distance(hashes: Uint16Array, image: number, hash: Uint16Array): number {
  let sum = 0
  for (let word = 0; word < hashWords; word++)
    sum += bitsOf[(hashes[image * hashWords + word] ?? 0) ^ (hash[word] ?? 0)] ?? 0
  return sum
}
