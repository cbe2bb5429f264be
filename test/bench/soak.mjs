/**
 * Hours of mixed folds: does anything crash, and does memory stay flat? Runs a sweep over several networks, depths,
 * batch sizes, optimizers and augmentations, and prints what its host process holds, five minutes a line.
 *
 *   npm run bench:soak -- --data DIR [--engine wasm] [--workers 2] [--minutes 30] [--size 96]
 *
 * Linux only: memory is read from /proc.
 */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { makeFolder, median } from './ours.mjs'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    engine: { type: 'string', default: 'wasm' },
    workers: { type: 'string', default: String(availableParallelism()) },
    minutes: { type: 'string', default: '30' },
    size: { type: 'string', default: '96' },
  },
})
if (values.data === undefined) {
  console.error('needed: --data DIR, a folder of images by class (see test/bench/soak.mjs)')
  process.exit(2)
}
const minutes = Number(values.minutes)
const folder = makeFolder()
const sweepFile = path.join(folder, 'soak.json')
writeFileSync(
  sweepFile,
  JSON.stringify({
    name: 'soak',
    data: { path: path.resolve(values.data), imageSize: Number(values.size) },
    folds: { k: 3 },
    pruner: { type: 'median' },
    budget: { hours: minutes / 60 },
    recipe: { weights: 'random', headEpochs: 2, fineTuneEpochs: 2 },
    space: {
      backbone: ['MobileNetV2-0.35', 'MobileNetV3Small', 'EfficientNetB0', 'ResNet50', 'DenseNet121'],
      learningRate: { min: 1e-4, max: 1e-2, scale: 'log' },
      batchSize: [8, 16, 32],
      optimizer: ['adam', 'sgd', 'rmsprop'],
      dropout: { min: 0, max: 0.5 },
      hiddenUnits: [0, 0, 64],
      unfreezeDepth: { min: 0, max: 4 },
      batchNorm: ['frozen', 'frozen', 'trained'],
      augment: ['none', 'none', 'light', 'strong'],
      unfreezing: ['together', 'gradual'],
    },
    cache: { memory: '512MB', disk: 0 },
  }),
)

const run = spawn(
  process.execPath,
  [
    path.resolve(import.meta.dirname, '../../dist/cli.js'),
    'run',
    sweepFile,
    '--json',
    '--engine',
    values.engine,
    '--workers',
    values.workers,
    '--runs',
    path.join(folder, 'runs'),
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
const counts = {}
let rest = ''
run.stdout.setEncoding('utf8').on('data', text => {
  const lines = (rest + text).split('\n')
  rest = lines.pop() ?? ''
  for (const line of lines) count(JSON.parse(line))
})

function count({ type }) {
  counts[type] = (counts[type] ?? 0) + 1
}

/** MB of memory that the processes which this one has started hold. */
function held() {
  const parents = new Map()
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name)))
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      const field = name => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0)
      parents.set(Number(pid), { parent: field('PPid'), mb: field('VmRSS') / 1024 })
    } catch {
      // it has ended since
    }
  const isOurs = pid => pid === run.pid || (parents.has(pid) && isOurs(parents.get(pid).parent))
  let sum = 0
  for (const [pid, { mb }] of parents) if (isOurs(pid)) sum += mb
  return sum
}

const startedAt = Date.now()
const samples = []
const sampling = setInterval(
  () => samples.push({ minute: (Date.now() - startedAt) / 60_000, mb: held() }),
  2000,
)
const printing = setInterval(printLast, 300_000)

function printLast() {
  const now = (Date.now() - startedAt) / 60_000
  const window = samples.filter(({ minute }) => minute > now - 5).map(({ mb }) => mb)
  console.log(
    `minute ${now.toFixed(0)}: median ${median(window).toFixed(0)} MB, most ${Math.max(...window).toFixed(0)} MB; ` +
      `${JSON.stringify(counts)}; load ${loadavg()[0].toFixed(1)}`,
  )
}

run.on('exit', code => {
  clearInterval(sampling)
  clearInterval(printing)
  printLast()
  const between = (from, to) =>
    median(samples.filter(({ minute }) => minute >= from && minute < to).map(({ mb }) => mb))
  const [early, late] = [between(5, 10), between(minutes - 5, minutes)]
  console.log(
    `${values.engine}, ${values.workers} workers, ${minutes} minutes: exit code ${code}; minutes 5 to 10 ${early.toFixed(0)} MB, ` +
      `last five ${late.toFixed(0)} MB, ratio ${(late / early).toFixed(3)}; ${folder}`,
  )
})
