/**
 * A sweep of which a third does not fit: batches, depths and networks in WebAssembly heaps that end early. Each trial must
 * complete, in parts of a batch where need be, or fail alone with the cause; a second run must walk into no limit that the
 * first one found.
 *
 *   npm run bench:memory -- [--heap 192] [--workers 2] [--images 48] [--size 64]
 *
 * Ends with exit code 1 where that is not so. Images are drawn, weights random; the cache folder is one of its own.
 */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { demoClasses } from '../../dist/data/drawings/classes.js'
import { drawDataset } from '../../dist/data/drawings/draw-dataset.js'
import { jsonLines } from './json-lines.mjs'
import { makeFolder } from './ours.mjs'

const { values } = parseArgs({
  options: {
    heap: { type: 'string', default: '192' },
    workers: { type: 'string', default: '2' },
    images: { type: 'string', default: '48' },
    size: { type: 'string', default: '64' },
  },
})
const folder = makeFolder()
process.env.NIGHTSWEEP_CACHE = path.join(folder, 'cache')
process.env.NIGHTSWEEP_WASM_HEAP_MB = values.heap
const sweepFile = path.join(folder, 'memory.json')

const size = Number(values.size)
await drawDataset(path.join(folder, 'images'), {
  classes: demoClasses,
  perClass: Number(values.images),
  size,
  seed: 1,
})

/** Learning rates tell the second run's trials from the first one's: nothing of them is the same but the memory. */
const configs = [
  ...[8, 32, 64].flatMap(batchSize =>
    [0, 9, 16].map(unfreezeDepth => ({ backbone: 'MobileNetV2', batchSize, unfreezeDepth })),
  ),
  ...[8, 32, 64].map(batchSize => ({ backbone: 'MobileNetV2-0.35', batchSize, unfreezeDepth: 16 })),
  ...['MobileNetV2-0.35', 'MobileNetV2'].flatMap(backbone =>
    [8, 32, 64].map(batchSize => ({ backbone, batchSize, unfreezeDepth: 9, batchNorm: 'trained' })),
  ),
  { backbone: 'ResNet50', batchSize: 8, unfreezeDepth: 16 },
]
const sweepOf = learningRate => ({
  name: `memory-${learningRate}`,
  data: { path: path.join(folder, 'images'), imageSize: size, duplicates: 'none' },
  folds: { k: 2 },
  sampler: { type: 'list' },
  pruner: { type: 'none' },
  finalists: false,
  baseline: false,
  recipe: { weights: 'random', headEpochs: 1, fineTuneEpochs: 1, optimizer: 'sgd', learningRate },
  enqueue: configs,
})

async function run(learningRate) {
  writeFileSync(sweepFile, JSON.stringify(sweepOf(learningRate)))
  const cli = path.resolve(import.meta.dirname, '../../dist/cli.js')
  const flags = [
    '--json',
    '--engine',
    'wasm',
    '--workers',
    values.workers,
    '--runs',
    path.join(folder, 'runs'),
  ]
  const trials = configs.map(() => ({ short: 0, lost: 0, images: undefined, state: 'running', cause: '' }))
  let end
  for await (const event of jsonLines(process.execPath, [cli, 'run', sweepFile, ...flags])) {
    const trial = trials[event.trial]
    if (event.type === 'ended') end = event
    if (event.type === 'note' && event.level === 'warning') console.log(`  ${event.text}`)
    if (trial === undefined) continue
    if (event.type === 'foldStarted') trial.images = event.microBatch
    if (event.type === 'trialEnded') Object.assign(trial, { state: event.state, cause: event.cause ?? '' })
    if (event.type === 'foldEnded' && event.outcome.status === 'failed') {
      if (event.outcome.cause === 'outOfMemory') trial.short++
      else trial.lost++
    }
  }
  return { end, trials }
}

const cells = (values, widths) => values.map((value, i) => String(value).padEnd(widths[i])).join(' ')
const widths = [17, 6, 6, 8, 10, 6, 8, 12, 6]

const first = await run(0.01)
const second = await run(0.02)
console.log(`heaps of ${values.heap} MB, ${values.workers} workers, ${size} px`)
console.log(
  cells(
    ['backbone', 'depth', 'batch', 'norm', 'first run', 'short', 'at once', 'second run', 'short'],
    widths,
  ),
)
for (const [i, config] of configs.entries()) {
  const [one, two] = [first.trials[i], second.trials[i]]
  const { backbone, unfreezeDepth, batchSize, batchNorm = 'frozen' } = config
  const row = [backbone, unfreezeDepth, batchSize, batchNorm, one.state, one.short, one.images ?? 'all']
  console.log(cells([...row, two.state, two.short], widths))
}

const total = (trials, key) => trials.reduce((sum, trial) => sum + trial[key], 0)
const cut = first.trials.filter(({ images, short }) => images !== undefined || short > 0).length
const completed = ({ trials }) => trials.filter(({ state }) => state === 'completed').length
const isRight = ({ state, cause }) => state === 'completed' || (state === 'failed' && cause === 'outOfMemory')
/** One that has no room for one image is told so by trying. */
const walkedInto = second.trials.filter(({ state, short }) => state === 'completed' && short > 0).length
console.log(
  `${configs.length} trials, ${cut} without room for their batch; completed ${completed(first)} and ${completed(second)}; too little memory ${total(first.trials, 'short')} and ${total(second.trials, 'short')} times, lost ${total(first.trials, 'lost')} and ${total(second.trials, 'lost')} folds`,
)
const isFine =
  [first, second].every(({ end, trials }) => end?.state === 'finished' && trials.every(isRight)) &&
  walkedInto === 0 &&
  cut >= configs.length / 3
console.log(isFine ? 'as it should be' : 'NOT as it should be')
process.exitCode = isFine ? 0 : 1
