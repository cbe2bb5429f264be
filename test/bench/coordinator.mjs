/**
 * What the coordinator itself costs: a sweep of many trials on the simulated executor, five folds of ten epochs, the
 * median pruner asked at every report, the journal and its snapshots written for real. Processor time per event near
 * several trial numbers, then how fast such a run is opened again.
 *
 *   npm run bench:coordinator -- [--trials 10000] [--runs DIR] [--keep]
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { createLedger } from '../../dist/coordinator/ledger.js'
import { runLoop } from '../../dist/coordinator/loop.js'
import { createSnapshots } from '../../dist/coordinator/snapshots.js'
import { createSimulated } from '../../dist/execution/simulated/simulated.js'
import { createPruner } from '../../dist/pruners/index.js'
import { journalVersion } from '../../dist/run/event.js'
import { createSampler } from '../../dist/samplers/index.js'
import { createRun, openRun } from '../../dist/store/run-folder.js'

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '10000' },
    runs: { type: 'string' },
    keep: { type: 'boolean' },
  },
})
const trials = Number(values.trials)
const folder = values.runs ?? mkdtempSync(path.join(tmpdir(), 'nightsweep-bench-'))
const cli = path.resolve(import.meta.dirname, '../../dist/cli.js')
const places = [100, 1000, 3000, 10_000].filter(place => place <= trials)
/** Trials around a place that are measured together. */
const window = place => Math.min(400, place / 2)

const objective = { metric: 'accuracy', goal: 'maximize' }
const sweep = {
  name: 'bench',
  file: '/bench.yaml',
  data: { path: '/bench', imageSize: 32, holdout: 0 },
  folds: { k: 5, stratified: true, grouped: false, seed: 7 },
  objective,
  sampler: { type: 'random' },
  pruner: { type: 'median', startupTrials: 5, warmupEpochs: 1 },
  budget: { trials },
  recipe: { headEpochs: 10, fineTuneEpochs: 0 },
  space: {
    learningRate: { kind: 'float', min: 1e-5, max: 1e-1, scale: 'log' },
    dropout: { kind: 'float', min: 0, max: 0.6, scale: 'linear' },
    batchSize: { kind: 'choice', values: [16, 32, 64] },
  },
  enqueue: [],
  seed: 1,
}

/** Every trial is as good as the median: the pruner looks at each of 50 reports, and stops none. */
const curve = ({ fold }, epoch) => {
  const accuracy = 0.9 - 0.5 / (epoch + 1) + fold / 100
  const metrics = { accuracy, balancedAccuracy: accuracy, macroF1: accuracy, logLoss: 1 - accuracy }
  return { metrics, trainLoss: 1 - accuracy }
}

const store = await createRun(folder, 'bench')
const executor = createSimulated({ capacity: 8, curve })
const marks = new Map()
let events = 0
let farthest = 0
const cpuSeconds = () => (({ user, system }) => (user + system) / 1e6)(process.cpuUsage())
const ledger = createLedger({
  append: async batch => {
    farthest = Math.max(farthest, batch.length)
    await store.append(batch)
  },
  now: () => new Date(),
  onEvent(event) {
    events++
    if (event.type === 'trialEnded') marks.set(marks.size, { cpu: cpuSeconds(), events })
  },
  onWritten: createSnapshots(store.snapshot, console.error),
})
const at = { name: 'bench', sweep, objectives: [objective], seed: 1, lookAhead: 4 }
const data = { classes: ['a', 'b'], images: 400, skipped: [], imagesHash: 'i', holdout: 0 }
const begun = cpuSeconds()
ledger.record({ type: 'run', version: journalVersion, ...objective, ...at })
ledger.record({ type: 'data', ...data, folds: { k: 5, hash: 'h' } })
ledger.record({ type: 'session', engine: 'simulated', device: 'none', workers: 8, version: journalVersion })
ledger.open()
await runLoop({
  sweep,
  k: 5,
  executor,
  ledger,
  sampler: createSampler(sweep.sampler),
  pruner: createPruner(sweep.pruner, objective),
  lookAhead: 4,
  clock: executor.clock,
})
await store.snapshot(ledger.state)
await store.close()
const spent = cpuSeconds() - begun

const costs = places.map(place => {
  const [from, to] = [
    marks.get(Math.max(0, place - window(place))),
    marks.get(Math.min(marks.size, place) - 1),
  ]
  return { place, micros: ((to.cpu - from.cpu) * 1e6) / (to.events - from.events) }
})
const journal = statSync(path.join(store.folder, 'journal.ndjson')).size
console.log(`${trials} trials, ${events} events, ${(journal / 1e6).toFixed(0)} MB of journal`)
for (const { place, micros } of costs)
  console.log(`  near trial ${place}: ${micros.toFixed(1)} µs of processor time an event`)
const all = costs.map(({ micros }) => micros)
console.log(
  `  largest to smallest: ${(Math.max(...all) / Math.min(...all)).toFixed(2)} (wanted: at most 1.3)`,
)
console.log(`  in all ${spent.toFixed(1)} s of processor time (wanted for 10,000: under 60 s)`)
console.log(
  `  memory at most ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB (wanted: under 500 MB)`,
)
console.log(`  at most ${farthest} events in one write`)

const seconds = run => {
  const start = performance.now()
  run()
  return (performance.now() - start) / 1000
}
const medianOf = times => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]
const three = run => medianOf([0, 1, 2].map(() => seconds(run)))
const command = (...args) =>
  execFileSync(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1e9 })

async function reopen() {
  const start = performance.now()
  const again = await openRun(store.folder)
  const state = await again.readState()
  await again.close()
  if (state.trials.length !== trials) throw new Error('trials are missing')
  return (performance.now() - start) / 1000
}
console.log('opened again, seconds, medians of three:')
const times = [await reopen(), await reopen(), await reopen()]
console.log(`  resume reads it in ${medianOf(times).toFixed(2)} (wanted: under 2)`)
console.log(
  `  leaderboard --json in ${three(() => command('leaderboard', 'bench', '--runs', folder, '--json')).toFixed(2)} (wanted: under 0.5)`,
)
rmSync(path.join(store.folder, 'checkpoint'))
console.log(
  `  without its checkpoint in ${three(() => command('leaderboard', 'bench', '--runs', folder, '--json')).toFixed(2)}`,
)
const many = path.join(folder, 'many')
for (let i = 0; i < 50; i++) {
  const copy = path.join(many, `bench-${i}`)
  cpSync(store.folder, copy, { recursive: true })
  // Links share the space of one journal; the copies would be 7 GB.
  spawnSync('ln', ['-f', path.join(store.folder, 'journal.ndjson'), path.join(copy, 'journal.ndjson')])
}
console.log(
  `  list of 50 such runs in ${three(() => command('list', '--runs', many)).toFixed(2)} (wanted: under 1)`,
)
if (values.keep !== true) rmSync(folder, { recursive: true })
