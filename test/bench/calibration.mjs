/**
 * Whether the board's numbers are true: a thousand simulated sweeps with real cross-validation behind every score, on
 * points of two classes (`calibration/gaussian.mjs`) or, with --features, on images drawn again and again from those of
 * a .npy file that `nightsweep embed` wrote (`calibration/real.mjs`). Prints coverage and width of the intervals, reliability of the announced chances of
 * being best, size of the group of the possibly best, and what the winner told beside what it is worth. With --raced most
 * trials have one fold, as a race leaves them.
 *
 *   npm run bench:calibration -- [--sweeps 1000] [--trials 30] [--images 150,400] [--folds 3,5,10] [--raced]
 *     [--features FILE.npy]
 */
import { parseArgs } from 'node:util'
import { createRandom } from '../../dist/base/random.js'
import { leaderboard } from '../../dist/leaderboard/rank.js'
import { correctedError } from '../../dist/stats/corrected-error.js'
import { studentT } from '../../dist/stats/student-t.js'
import { gaussianConfigs, gaussianScores } from './calibration/gaussian.mjs'
import { realSource } from './calibration/real.mjs'

const { values } = parseArgs({
  options: {
    sweeps: { type: 'string', default: '1000' },
    trials: { type: 'string', default: '30' },
    images: { type: 'string', default: '150,400' },
    folds: { type: 'string', default: '3,5,10' },
    raced: { type: 'boolean' },
    features: { type: 'string' },
  },
})
const [sweeps, trials] = [Number(values.sweeps), Number(values.trials)]
const { bank, scoresOf } =
  values.features === undefined
    ? { bank: gaussianConfigs(10 * trials), scoresOf: gaussianScores }
    : realSource(values.features, 4 * trials)
const numbers = text => text.split(',').map(Number)

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
    const chosen = random.shuffle([...bank.keys()]).slice(0, trials)
    const configs = chosen.map(at => bank[at])
    const seen = scoresOf(configs, n, k, random)
    for (const [at, folds] of seen.entries())
      for (const { truth } of folds) {
        truths[chosen[at]].sum += truth
        truths[chosen[at]].count++
      }
    return { chosen, scores: seen.map(folds => folds.map(({ score }) => score)) }
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
