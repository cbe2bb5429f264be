/**
 * Whether early stopping is favoured by the way folds are scored: many head recipes, each trained on its own random folds
 * with and without early stopping. A told score is the mean over folds as a sweep tells it; the honest one is what the same
 * weights come to on images that no fold has seen. Told less honest should be the same with and without.
 *
 *   npm run bench:early-stopping -- --images DIR --weights FILE [--preprocessing torch] [--padding torch] [--size 96]
 *   npm run bench:early-stopping -- --features FILE.npy   (as `nightsweep embed` writes it, with its .csv beside it)
 *     [--configs 200] [--folds 5] [--epochs 20] [--share 0.4]
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { createRandom } from '../../dist/base/random.js'
import { loadEngine } from '../../dist/engine/index.js'
import { followBest } from '../../dist/training/early-stopping.js'
import { trainFold } from '../../dist/training/fold.js'
import { crossFitted } from '../../dist/trial/cross-fit.js'
import { emptyCurve, seriesOf, withReport } from '../../dist/trial/curve.js'
import { recipeSchema } from '../../dist/trial/recipe.js'

const { values } = parseArgs({
  options: {
    images: { type: 'string' },
    weights: { type: 'string' },
    preprocessing: { type: 'string', default: 'torch' },
    padding: { type: 'string', default: 'torch' },
    size: { type: 'string', default: '96' },
    features: { type: 'string' },
    configs: { type: 'string', default: '200' },
    folds: { type: 'string', default: '5' },
    epochs: { type: 'string', default: '20' },
    share: { type: 'string', default: '0.4' },
  },
})
const [configs, k, epochs] = [Number(values.configs), Number(values.folds), Number(values.epochs)]
const objective = { metric: 'accuracy', goal: 'maximize' }

function embed() {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'nightsweep-bench-')), 'features.npy')
  const cli = path.resolve(import.meta.dirname, '../../dist/cli.js')
  const { images, weights, preprocessing, padding, size } = values
  const network = [
    '--weights',
    weights,
    '--preprocessing',
    preprocessing,
    '--padding',
    padding,
    '--size',
    size,
  ]
  execFileSync(process.execPath, [cli, 'embed', images, ...network, '--engine', 'wasm', '-o', file], {
    stdio: 'inherit',
  })
  return file
}

/** Features [n, width] and the class of each row. */
function read(file) {
  const bytes = readFileSync(file)
  const header = bytes.readUInt16LE(8)
  const [, n, width] = /'shape': \((\d+), (\d+)/.exec(bytes.toString('latin1', 10, 10 + header)) ?? []
  const start = bytes.byteOffset + 10 + header
  const features = new Float32Array(bytes.buffer.slice(start, start + 4 * n * width))
  const lines = readFileSync(`${file.slice(0, -4)}.csv`, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
  const names = lines.map(line => line.slice(line.lastIndexOf(',') + 1))
  const classes = [...new Set(names)].sort()
  return {
    features,
    width: Number(width),
    classes: classes.length,
    labels: Int32Array.from(names, name => classes.indexOf(name)),
  }
}

const data = read(values.features ?? embed())
await loadEngine('wasm', { threads: 1 })

/** A share of the images in k folds, and the rest. */
function splitBy(random) {
  const order = random.shuffle([...data.labels.keys()])
  const used = order.slice(0, Math.round(Number(values.share) * order.length))
  const folds = Array.from({ length: k }, (_, fold) => used.filter((_, i) => i % k === fold))
  return { folds, heldOut: order.slice(used.length) }
}

function recipeBy(random) {
  const among = list => list[random.integer(0, list.length - 1)]
  return recipeSchema.parse({
    backbone: 'MobileNetV2',
    headEpochs: epochs,
    fineTuneEpochs: 0,
    unfreezeDepth: 0,
    learningRate: 10 ** (-4 + 2.5 * random.next()),
    optimizer: among(['sgd', 'adam', 'rmsprop']),
    batchSize: among([8, 16, 32]),
    dropout: 0.5 * random.next(),
    hiddenUnits: 0,
  })
}

/** The curve of a fold, scored on these images. */
async function curveOf(recipe, train, validation, seed) {
  const { features, labels, classes, width } = data
  let curve = emptyCurve
  const graph = { name: 'features', inputShape: [1, 1, 3], layers: [{ shape: [1, 1, width] }], cuts: [] }
  const input = {
    job: { trial: 0, fold: 0, recipe, seed, metric: objective.metric },
    split: { train, validation },
    classes,
    labels,
    backbone: { graph, values: new Map(), preprocessing: 'tf', hash: '' },
    images: { features },
  }
  const outcome = await trainFold(input, {
    onReport: report => {
      curve = withReport(curve, report)
    },
    shouldStop: () => false,
  })
  if (outcome.status !== 'done') throw new Error(outcome.error ?? outcome.status)
  return curve
}

/** Where early stopping ends a curve, and its best epoch until then. */
function stopAt(curve, patience) {
  const follow = followBest(objective.metric, { patience, minDelta: 0 })
  for (const [i, accuracy] of seriesOf(curve, objective.metric).entries()) {
    follow.note(i + 1, { accuracy })
    if (follow.isExhausted()) return { length: i + 1, best: follow.best.epoch - 1 }
  }
  return { length: curve.length, best: follow.best.epoch - 1 }
}

const mean = list => list.reduce((sum, x) => sum + x, 0) / list.length
const error = list => Math.sqrt(mean(list.map(x => (x - mean(list)) ** 2)) / (list.length - 1))

async function evaluate(number) {
  const random = createRandom('early stopping').fork(number)
  const recipe = recipeBy(random.fork('recipe'))
  const patience = random.fork('patience').integer(1, 4)
  const { folds, heldOut } = splitBy(random.fork('split'))
  const states = []
  const kept = []
  for (const [fold, validation] of folds.entries()) {
    const train = folds.filter((_, other) => other !== fold).flat()
    const seed = random.fork('seed', fold).integer(0, 2 ** 31 - 1)
    const curve = await curveOf(recipe, train, validation, seed)
    const honest = seriesOf(await curveOf(recipe, train, heldOut, seed), objective.metric)
    const { length, best } = stopAt(curve, patience)
    const own = seriesOf(curve, objective.metric)
    states.push({ fold, state: 'done', curve: { ...curve, length }, metrics: {}, isCrossFitted: true })
    kept.push({ own, honest, best, length })
  }
  const fitted = crossFitted(states, objective)
  const scored = fitted.map(({ metrics }) => metrics.accuracy)
  /** What the weights of the scored epoch come to, rather than those that early stopping keeps. */
  const atScored = fitted.map(({ metrics, curve }, fold) => {
    const epoch = seriesOf(curve, 'logLoss').indexOf(metrics.logLoss)
    return kept[fold].honest[epoch]
  })
  const alone = crossFitted(states.slice(0, 1), objective)[0].metrics.accuracy
  const [first] = kept
  return {
    without: {
      told: mean(kept.map(({ own }) => own.at(-1))),
      honest: mean(kept.map(({ honest }) => honest.at(-1))),
    },
    ownBest: {
      told: mean(kept.map(({ own, best }) => own[best])),
      honest: mean(kept.map(({ honest, best }) => honest[best])),
    },
    crossFitted: { told: mean(scored), honest: mean(kept.map(({ honest, best }) => honest[best])) },
    'scored epoch': { told: mean(scored), honest: mean(atScored) },
    'one fold, best': { told: first.own[first.best], honest: first.honest[first.best] },
    'one fold, scored': { told: alone, honest: first.honest[first.best] },
    'one fold, from best': {
      told: mean(first.own.slice(first.best, first.length)),
      honest: first.honest[first.best],
    },
    'one fold, without': { told: first.own.at(-1), honest: first.honest.at(-1) },
  }
}

const results = []
for (let number = 0; number < configs; number++) {
  results.push(await evaluate(number))
  if (process.stderr.isTTY) process.stderr.write(`\r${number + 1} of ${configs}`)
}

const points = list => `${(100 * mean(list)).toFixed(2)} ± ${(100 * error(list)).toFixed(2)}`
const gap = name => results.map(result => result[name].told - result[name].honest)
const median = [...results.map(({ without }) => without.honest)].sort((a, b) => a - b)[
  Math.floor(configs / 2)
]
console.log(
  `${configs} recipes, ${k} folds of ${Math.round((values.share * data.labels.length) / k)} images, ${epochs} epochs; points of accuracy, ± standard error`,
)
for (const name of Object.keys(results[0])) {
  const base = gap(name.startsWith('one fold') ? 'one fold, without' : 'without')
  const differences = gap(name).map((value, i) => value - base[i])
  const top = differences.filter((_, i) => results[i].without.honest > median)
  console.log(
    [
      name.padEnd(20),
      `told ${points(results.map(result => result[name].told))}`,
      `honest ${points(results.map(result => result[name].honest))}`,
      `told - honest ${points(gap(name))}`,
      `more than without ${points(differences)}`,
      `upper half ${points(top)}`,
    ].join(' | '),
  )
}

/** Entered beside their copies without early stopping: half of the best should be of each kind. */
for (const name of ['ownBest', 'crossFitted']) {
  const entries = results.flatMap(result => [
    { kind: 'without', told: result.without.told },
    { kind: name, told: result[name].told },
  ])
  const best = entries.sort((a, b) => b.told - a.told).slice(0, Math.ceil(configs / 10))
  const honest = results.flatMap(result => [
    { kind: 'without', told: result.without.honest },
    { kind: name, told: result[name].honest },
  ])
  const bestHonest = honest.sort((a, b) => b.told - a.told).slice(0, Math.ceil(configs / 10))
  const count = list => list.filter(({ kind }) => kind === name).length
  console.log(
    `${name}: ${count(best)} of the best ${best.length} told, ${count(bestHonest)} of the best ${bestHonest.length} honest`,
  )
}
