/**
 * Hours of mixed folds: does anything crash, and do memory, descriptors and temporary files stay flat? Runs a sweep over
 * several networks, depths, batch sizes, optimizers and augmentations, and prints what its processes hold, five minutes a
 * line; with --kills its host is killed about so many times an hour.
 *
 *   npm run bench:soak -- --data DIR [--engine wasm] [--workers 2] [--minutes 30] [--size 96] [--kills 0]
 *
 * Linux only: memory is read from /proc.
 */
import { spawn } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { heldBy, hostsOf } from '../chaos/processes.mjs'
import { makeFolder, median } from './ours.mjs'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    engine: { type: 'string', default: 'wasm' },
    workers: { type: 'string', default: String(availableParallelism()) },
    minutes: { type: 'string', default: '30' },
    size: { type: 'string', default: '96' },
    kills: { type: 'string', default: '0' },
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

/** Files in the system's folder for temporary ones, and beside the run. */
const filesNow = () => [tmpdir(), path.join(folder, 'runs', 'soak')].reduce((sum, at) => sum + countIn(at), 0)

function countIn(at) {
  try {
    return readdirSync(at).length
  } catch {
    return 0
  }
}

function killSoon() {
  const everyMs = 3_600_000 / Number(values.kills)
  if (!Number.isFinite(everyMs)) return
  setTimeout(
    () => {
      for (const { pid } of hostsOf(run.pid)) process.kill(pid, 'SIGKILL')
      counts.kills = (counts.kills ?? 0) + 1
      killSoon()
    },
    everyMs * (0.5 + Math.random()),
  ).unref()
}
killSoon()

const startedAt = Date.now()
const samples = []
const sampling = setInterval(
  () => samples.push({ minute: (Date.now() - startedAt) / 60_000, files: filesNow(), ...heldBy(run.pid) }),
  2000,
)
const printing = setInterval(printLast, 300_000)

function printLast() {
  const now = (Date.now() - startedAt) / 60_000
  const last = samples.filter(({ minute }) => minute > now - 5)
  const most = last.reduce((most, { mb }) => Math.max(most, mb), 0)
  console.log(
    `minute ${now.toFixed(0)}: median ${typical(last, 'mb').toFixed(0)} MB, most ${most.toFixed(0)} MB, ` +
      `${typical(last, 'descriptors')} descriptors, ${typical(last, 'files')} files; ${JSON.stringify(counts)}; load ${loadavg()[0].toFixed(1)}`,
  )
}

function typical(those, what) {
  return median(those.map(sample => sample[what])) ?? 0
}

run.on('exit', code => {
  clearInterval(sampling)
  clearInterval(printing)
  printLast()
  const between = (from, to) => samples.filter(({ minute }) => minute >= from && minute < to)
  const [early, late] = [between(5, 10), between(minutes - 5, minutes)]
  const both = what => `${typical(early, what).toFixed(0)} → ${typical(late, what).toFixed(0)}`
  console.log(
    `${values.engine}, ${values.workers} workers, ${minutes} minutes: exit code ${code}; minutes 5 to 10 against the last five: ` +
      `${both('mb')} MB (ratio ${(typical(late, 'mb') / typical(early, 'mb')).toFixed(3)}), ${both('descriptors')} descriptors, ` +
      `${both('files')} files; ${folder}`,
  )
})
