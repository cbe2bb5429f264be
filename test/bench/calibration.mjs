/**
 * Whether the board's numbers are true: a thousand simulated sweeps with real cross-validation behind every score. Two
 * classes of points are drawn anew for each sweep, each configuration is a ridge classifier on some of the features, and
 * its true accuracy is known exactly. Prints coverage and width of the intervals, reliability of the announced chances of
 * being best, size of the group of the possibly best, and what the winner told beside what it is worth. With --raced most
 * trials have one fold, as a race leaves them.
 *
 *   npm run bench:calibration -- [--sweeps 1000] [--trials 30] [--images 150,400] [--folds 3,5,10] [--raced]
 */
import { parseArgs } from 'node:util'
import { createRandom } from '../../dist/base/random.js'
import { leaderboard } from '../../dist/leaderboard/rank.js'
import { correctedError } from '../../dist/stats/corrected-error.js'
import { solve } from '../../dist/stats/fold-model/linear.js'
import { normalBelow } from '../../dist/stats/normal.js'
import { studentT } from '../../dist/stats/student-t.js'

const { values } = parseArgs({
  options: {
    sweeps: { type: 'string', default: '1000' },
    trials: { type: 'string', default: '30' },
    images: { type: 'string', default: '150,400' },
    folds: { type: 'string', default: '3,5,10' },
    raced: { type: 'boolean' },
  },
})
const [sweeps, trials] = [Number(values.sweeps), Number(values.trials)]
const numbers = text => text.split(',').map(Number)

const features = 12
const shift = Float64Array.from({ length: features }, (_, f) => 0.75 * 0.8 ** f)
const bank = (() => {
  const random = createRandom('configurations')
  return Array.from({ length: 10 * trials }, () => {
    const size = random.integer(2, features)
    const chosen = random.shuffle([...shift.keys()]).slice(0, size)
    return { chosen: chosen.sort((a, b) => a - b), ridge: 10 ** (4 * random.next() - 1) }
  })
})()

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

const curve = { length: 0, epochs: 0, rows: new Float64Array() }
const foldOf = (fold, accuracy) => ({
  fold,
  state: 'done',
  curve,
  metrics: { accuracy },
  seconds: 0,
  attempts: 1,
})

function boardOf(scores, k, images) {
  const rows = scores.map((own, number) => ({
    number,
    config: {},
    state: own.length < k || own.some(score => score === undefined) ? 'paused' : 'completed',
    reason: '',
    folds: Array.from({ length: k }, (_, fold) =>
      own[fold] === undefined ? undefined : foldOf(fold, own[fold]),
    ),
  }))
  const data = { images, holdout: 0, folds: { k, hash: '' } }
  const objective = { metric: 'accuracy', goal: 'maximize' }
  return leaderboard({ name: '', objective, data, trials: rows }).trials
}

/** One fold each, rotating; then all folds of the six that promise most. */
function raced(scores, k, images) {
  const seen = scores.map((own, trial) => own.map((score, fold) => (fold === trial % k ? score : undefined)))
  const first = boardOf(seen, k, images).toSorted((a, b) => b.predicted - a.predicted)
  for (const { trial } of first.slice(0, 6)) seen[trial] = scores[trial]
  return seen
}

function simulate(n, k) {
  const random = createRandom(`calibration ${n} ${k}`)
  const truths = bank.map(() => ({ sum: 0, count: 0 }))
  const runs = Array.from({ length: sweeps }, () => {
    const points = draw(n, k, random)
    const all = grams(points, k)
    const chosen = random.shuffle([...bank.keys()]).slice(0, trials)
    const scores = chosen.map(() => [])
    for (let fold = 0; fold < k; fold++) {
      const others = trainedWithout(fold, all, points.width)
      for (const [at, config] of chosen.entries()) {
        const { score, truth } = judge(train(bank[config], others, points.width), fold, points)
        scores[at].push(score)
        truths[config].sum += truth
        truths[config].count++
      }
    }
    return { chosen, scores }
  })
  return { runs, truths: truths.map(({ sum, count }) => sum / count) }
}

const mean = list => list.reduce((sum, value) => sum + value, 0) / list.length

function measure(n, k) {
  const { runs, truths } = simulate(n, k)
  const t = studentT(0.975, k - 1)
  const [covered, widths, oldCovered, oldWidths, told, shrunk, sizes, held] = [[], [], [], [], [], [], [], []]
  const bins = Array.from({ length: 10 }, () => ({ announced: [], came: [] }))
  for (const { chosen, scores } of runs) {
    const rows = boardOf(values.raced ? raced(scores, k, n) : scores, k, n)
    const truthOf = ({ trial }) => truths[chosen[trial]]
    const best = rows.reduce((a, b) => (truthOf(b) > truthOf(a) ? b : a))
    for (const row of rows) {
      const { chanceOfBest } = row
      if (chanceOfBest > 0.005) {
        const bin = bins[Math.min(9, Math.floor(10 * chanceOfBest))]
        bin.announced.push(chanceOfBest)
        bin.came.push(row === best ? 1 : 0)
      }
      if (row.rank === null) continue
      const half = t * correctedError(row.foldScores, 1 / (k - 1))
      covered.push(truthOf(row) >= row.low && truthOf(row) <= row.high ? 1 : 0)
      widths.push(row.high - row.low)
      oldCovered.push(Math.abs(truthOf(row) - row.mean) <= half ? 1 : 0)
      oldWidths.push(Math.min(1, row.mean + half) - Math.max(0, row.mean - half))
    }
    const [first] = rows
    told.push(first.mean - truthOf(first))
    shrunk.push(first.shrunk - truthOf(first))
    const group = rows.filter(row => row.shrunk !== null)
    sizes.push(group.length)
    held.push(group.includes(best) ? 1 : 0)
  }
  const width = `${mean(widths).toFixed(3)} (${Math.round((100 * mean(widths)) / mean(oldWidths))} % of ${mean(oldWidths).toFixed(3)})`
  console.log(
    [
      String(n).padStart(4),
      String(k).padStart(3),
      mean(covered).toFixed(3).padStart(8),
      mean(oldCovered).toFixed(3).padStart(8),
      width.padEnd(22),
      mean(told).toFixed(4).padStart(8),
      mean(shrunk).toFixed(4).padStart(8),
      mean(sizes).toFixed(1).padStart(6),
      mean(held).toFixed(3).padStart(6),
    ].join('  '),
  )
  return bins.map(({ announced, came }) => ({
    announced: mean(announced),
    came: mean(came),
    count: came.length,
  }))
}

console.log(
  `${sweeps} sweeps of ${trials} trials${values.raced ? ', raced' : ''}; intervals: covering the truth, before, width`,
)
console.log('   n    k     covered    before  width                   told −    shrunk −   group   holds')
const kept = []
for (const n of numbers(values.images))
  for (const k of numbers(values.folds)) kept.push([n, k, measure(n, k)])
console.log('\nannounced chance of being best, and how often it was (trials)')
for (const [n, k, bins] of kept) {
  const told = bins.filter(({ count }) => count >= 20)
  const words = told.map(b => `${b.announced.toFixed(2)}→${b.came.toFixed(2)} (${b.count})`).join('  ')
  const far = Math.max(...told.map(({ announced, came }) => Math.abs(announced - came)))
  console.log(`${n} ${k}: ${words}; farthest ${far.toFixed(3)}`)
}
