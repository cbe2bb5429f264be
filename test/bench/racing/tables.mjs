/** Tables of real fold scores, and replicates drawn from them. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createRandom } from '../../../dist/base/random.js'

const folder = path.join(import.meta.dirname, 'tables')

export const tableNames = readdirSync(folder).map(file => path.basename(file, '.json'))

/**
 * `scores[trial][fold][epoch]`, rates; `images`, how many a fold is validated on. With a millionth of noise, lest rounding
 * decide between equals, once here and once in a reference.
 */
export function readTable(name) {
  const { k, epochs, images, rows } = JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'))
  const random = createRandom('ties').fork(name)
  const scores = rows.map(row => {
    const bytes = Buffer.from(row, 'base64')
    const at = index => bytes.readUInt16LE(2 * index)
    return images.map((n, fold) =>
      Array.from({ length: epochs }, (_, e) => at(fold * epochs + e) / n + 1e-6 * random.normal()),
    )
  })
  return { name, k, epochs, images: images.reduce((sum, n) => sum + n, 0) / k, scores }
}

const mean = list => list.reduce((sum, value) => sum + value, 0) / list.length
const lastOf = curve => curve[curve.length - 1]
export const meanOf = folds => mean(folds.map(lastOf))

/**
 * So many times a random 80 % of the configurations, of them all or the best quarter, folds in random order (the first `k` of
 * them), and the configurations in the order in which they are tried: `random`, or `improving`, as a sampler that
 * learns would bring them.
 */
export function replicatesOf(table, { count, k, share, order }) {
  return Array.from({ length: count }, (_, i) => {
    const random = createRandom('replicates').fork(table.name, i)
    const folds = random.shuffle([...Array(table.k).keys()]).slice(0, k)
    const all = random.shuffle([...table.scores]).slice(0, Math.floor(0.8 * table.scores.length))
    const seen = all.map(row => folds.map(fold => row[fold]))
    const ranked = [...seen].sort((a, b) => meanOf(b) - meanOf(a))
    const chosen = share === 'quarter' ? ranked.slice(0, Math.floor(ranked.length / 4)) : ranked
    if (order === 'random') return random.shuffle(chosen)
    const place = new Map(
      chosen.map((row, rank) => [row, 3.4 * (1 - rank / chosen.length) - 1.7 + random.normal()]),
    )
    return chosen.sort((a, b) => place.get(a) - place.get(b))
  })
}
