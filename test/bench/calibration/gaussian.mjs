/**
 * Two classes of points, drawn anew for each sweep; each configuration is a ridge classifier on some of the features, and
 * its true accuracy is known exactly.
 */
import { createRandom } from '../../../dist/base/random.js'
import { solve } from '../../../dist/stats/fold-model/linear.js'
import { normalBelow } from '../../../dist/stats/normal.js'

const features = 12
const shift = Float64Array.from({ length: features }, (_, f) => 0.75 * 0.8 ** f)

export function gaussianConfigs(count) {
  const random = createRandom('configurations')
  return Array.from({ length: count }, () => {
    const size = random.integer(2, features)
    const chosen = random.shuffle([...shift.keys()]).slice(0, size)
    return { chosen: chosen.sort((a, b) => a - b), ridge: 10 ** (4 * random.next() - 1) }
  })
}

/** n points of two classes, the last column constant; and their folds, each with as many of both classes as can be. */
function draw(n, k, random) {
  const width = features + 1
  const x = new Float64Array(n * width).fill(1)
  const y = Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1 : -1))
  for (let i = 0; i < n; i++)
    for (let f = 0; f < features; f++) x[i * width + f] = y[i] * shift[f] + random.normal()
  const of = new Int32Array(n)
  for (const start of [0, 1]) {
    const own = random.shuffle([...y.keys()].filter(i => i % 2 === start))
    for (const [at, i] of own.entries()) of[i] = (at + start) % k
  }
  return { x, y, of, width, n }
}

/** Sums of products of each fold: those of the others are what a fold is trained on. */
function grams({ x, y, of, width, n }, k) {
  const all = Array.from({ length: k }, () => ({
    g: new Float64Array(width * width),
    r: new Float64Array(width),
  }))
  for (let i = 0; i < n; i++) {
    const { g, r } = all[of[i]]
    for (let a = 0; a < width; a++) {
      const xa = x[i * width + a]
      r[a] += xa * y[i]
      for (let b = 0; b < width; b++) g[a * width + b] += xa * x[i * width + b]
    }
  }
  return all
}

function trainedWithout(fold, all, width) {
  const [g, r] = [new Float64Array(width * width), new Float64Array(width)]
  for (const [other, part] of all.entries()) {
    if (other === fold) continue
    for (let i = 0; i < g.length; i++) g[i] += part.g[i]
    for (let i = 0; i < width; i++) r[i] += part.r[i]
  }
  return { g, r }
}

function train({ chosen, ridge }, { g, r }, width) {
  const columns = [...chosen, width - 1]
  const a = new Float64Array(columns.length ** 2)
  for (const [i, row] of columns.entries())
    for (const [j, column] of columns.entries())
      a[i * columns.length + j] = g[row * width + column] + (i === j && row < features ? ridge : 0)
  const w = solve(
    a,
    Float64Array.from(columns, column => r[column]),
  )
  const weights = new Float64Array(width)
  for (const [i, column] of columns.entries()) weights[column] = w[i]
  return weights
}

/** Share of the fold's points on their side, and of all there could be. */
function judge(weights, fold, { x, y, of, width, n }) {
  let [right, count] = [0, 0]
  for (let i = 0; i < n; i++) {
    if (of[i] !== fold) continue
    let sum = 0
    for (let f = 0; f < width; f++) sum += weights[f] * x[i * width + f]
    count++
    if (sum > 0 === y[i] > 0) right++
  }
  let [along, size] = [0, 0]
  for (let f = 0; f < features; f++) {
    along += weights[f] * shift[f]
    size += weights[f] ** 2
  }
  const [norm, bias] = [Math.sqrt(size) || 1, weights[features]]
  const truth = (normalBelow((along + bias) / norm) + normalBelow((along - bias) / norm)) / 2
  return { score: right / count, truth }
}

/** Score and truth of each configuration on each fold of newly drawn points. */
export function gaussianScores(configs, n, k, random) {
  const points = draw(n, k, random)
  const all = grams(points, k)
  const folds = Array.from({ length: k }, (_, fold) => trainedWithout(fold, all, points.width))
  return configs.map(config =>
    folds.map((others, fold) => judge(train(config, others, points.width), fold, points)),
  )
}
