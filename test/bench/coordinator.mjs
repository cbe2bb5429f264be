/**
 * What the coordinator itself costs: a sweep of many trials on the simulated executor, five folds of ten epochs, the
 * median pruner asked at every report, the journal and its snapshots written for real. Processor time per event near
 * several trial numbers, then how fast such a run is opened again. With a Python that has Optuna its storages do the same
 * bookkeeping beside it, for fewer trials.
 *
 *   npm run bench:coordinator -- [--trials 10000] [--repeats 5] [--runs DIR] [--keep] [--python FILE]
 */
import { execFileSync } from 'node:child_process'
import { cpSync, linkSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
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
    repeats: { type: 'string', default: '5' },
    runs: { type: 'string' },
    keep: { type: 'boolean' },
    python: { type: 'string' },
  },
})
const trials = Number(values.trials)
const repeats = Number(values.repeats)
const folder = values.runs ?? mkdtempSync(path.join(tmpdir(), 'nightsweep-bench-'))
const cli = path.resolve(import.meta.dirname, '../../dist/cli.js')
const places = [100, 1000, 3000, 10_000].filter(place => place <= trials)
/** So many trials up to a place are measured together. */
const span = place => Math.min(2000, place / 2)

const objective = { metric: 'accuracy', goal: 'maximize' }
const sweepOf = count => ({
  name: 'bench',
  file: '/bench.yaml',
  data: { path: '/bench', imageSize: 32, holdout: 0 },
  folds: { k: 5, stratified: true, grouped: false, seed: 7 },
  objective,
  sampler: { type: 'random' },
  pruner: { type: 'median', startupTrials: 5, warmupEpochs: 1 },
  budget: { trials: count },
  recipe: { headEpochs: 10, fineTuneEpochs: 0 },
  space: {
    learningRate: { kind: 'float', min: 1e-5, max: 1e-1, scale: 'log' },
    dropout: { kind: 'float', min: 0, max: 0.6, scale: 'linear' },
    batchSize: { kind: 'choice', values: [16, 32, 64] },
  },
  enqueue: [],
  seed: 1,
})

/** Every trial is as good as the median: the pruner looks at each of 50 reports, and stops none. */
const curve = ({ fold }, epoch) => {
  const accuracy = 0.9 - 0.5 / (epoch + 1) + fold / 100
  const metrics = { accuracy, balancedAccuracy: accuracy, macroF1: accuracy, logLoss: 1 - accuracy }
  return { metrics, trainLoss: 1 - accuracy }
}

const cpuSeconds = () => (({ user, system }) => (user + system) / 1e6)(process.cpuUsage())

/** The whole of a coordinator's work but for the images, as `run-sweep.ts` puts it together. */
async function runSweep(name, count, runs = folder) {
  const sweep = sweepOf(count)
  const store = await createRun(runs, name)
  const executor = createSimulated({ capacity: 8, curve })
  /** After each trial. */
  const marks = []
  let events = 0
  let written = 0
  let farthest = 0
  const ledger = createLedger({
    append: async batch => {
      await store.append(batch)
      written += batch.length
    },
    now: () => new Date(),
    onEvent(event) {
      events++
      farthest = Math.max(farthest, events - written)
      if (event.type === 'trialEnded') marks.push({ cpu: cpuSeconds(), events })
    },
    onWritten: createSnapshots(store.snapshot, console.error),
  })
  const run = { name, sweep, objectives: [objective], seed: 1, lookAhead: 4 }
  const data = { classes: ['a', 'b'], images: 400, skipped: [], imagesHash: 'i', holdout: 0 }
  ledger.record({ type: 'run', version: journalVersion, ...objective, ...run })
  ledger.record({ type: 'data', ...data, folds: { k: 5, hash: 'h' } })
  ledger.record({ type: 'session', engine: 'none', device: 'none', workers: 8, version: journalVersion })
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
  return { folder: store.folder, marks, events, farthest }
}

const medianOf = times => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]

/** Microseconds of processor time an event, up to a place. */
function costNear(place, { marks }) {
  const [from, to] = [marks[place - span(place)], marks[place - 1]]
  return ((to.cpu - from.cpu) * 1e6) / (to.events - from.events)
}

console.log(`load ${loadavg()[0].toFixed(2)}, Node.js ${process.version}`)
await runSweep('warm-up', 1000)
const begun = cpuSeconds()
const runs = []
for (let i = 1; i <= repeats; i++) runs.push(await runSweep(`bench-${i}`, trials))
const spent = (cpuSeconds() - begun) / repeats
const run = runs[0]

const journal = statSync(path.join(run.folder, 'journal.ndjson')).size
console.log(
  `${trials} trials, ${run.events} events, ${(journal / 1e6).toFixed(0)} MB of journal; ${repeats} times`,
)
const costs = places.map(place => {
  const micros = runs.map(each => costNear(place, each))
  const each = micros.map(value => value.toFixed(1)).join(', ')
  console.log(`  near trial ${place}: ${medianOf(micros).toFixed(1)} µs of processor time an event (${each})`)
  return medianOf(micros)
})
console.log(
  `  largest to smallest ${(Math.max(...costs) / Math.min(...costs)).toFixed(2)} (wanted: at most 1.3)`,
)
console.log(`  in all ${spent.toFixed(1)} s of processor time (wanted for 10,000: under 60 s)`)
const memory = process.resourceUsage().maxRSS / 1024
console.log(`  memory at most ${memory.toFixed(0)} MB (wanted: under 500 MB)`)
const farthest = Math.max(...runs.map(each => each.farthest))
console.log(`  at most ${farthest} events not yet written (wanted: at most 1000)`)

/** Seconds of a whole command, process and all: the median of three. */
function secondsOf(...args) {
  const times = [0, 1, 2].map(() => {
    const start = performance.now()
    execFileSync(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1e9 })
    return (performance.now() - start) / 1000
  })
  return medianOf(times).toFixed(2)
}

/** As `resume` does before it looks at the images. */
async function reopen() {
  const start = performance.now()
  const store = await openRun(run.folder)
  const state = await store.readState()
  await store.close()
  if (state.trials.length !== trials) throw new Error('trials are missing')
  return (performance.now() - start) / 1000
}

console.log('opened again, seconds, medians of three:')
const times = [await reopen(), await reopen(), await reopen()]
console.log(`  resume reads it in ${medianOf(times).toFixed(2)} (wanted: under 2)`)
console.log(`  leaderboard in ${secondsOf('leaderboard', 'bench-1', '--runs', folder)} (wanted: under 0.5)`)
console.log(`  leaderboard --json in ${secondsOf('leaderboard', 'bench-1', '--runs', folder, '--json')}`)
const many = path.join(folder, 'many')
for (let i = 0; i < 50; i++) {
  const copy = path.join(many, `bench-${i}`)
  const isSmall = file => path.basename(file) !== 'journal.ndjson'
  cpSync(run.folder, copy, { recursive: true, filter: isSmall })
  // A second name: fifty copies would be 8 GB.
  linkSync(path.join(run.folder, 'journal.ndjson'), path.join(copy, 'journal.ndjson'))
}
console.log(`  list of 50 such runs in ${secondsOf('list', '--runs', many)} (wanted: under 1)`)
rmSync(path.join(run.folder, 'checkpoint'))
console.log(`  leaderboard without a checkpoint in ${secondsOf('leaderboard', 'bench-1', '--runs', folder)}`)
if (values.keep !== true) rmSync(folder, { recursive: true })

if (values.python !== undefined) await beside(values.python)

/** Ours and Optuna's, a thousand trials or fewer of it each. */
async function beside(python) {
  const peer = path.join(import.meta.dirname, 'coordinator_peer.py')
  const own = mkdtempSync(path.join(tmpdir(), 'nightsweep-bench-'))
  const count = 1000
  const [wall, cpu] = [performance.now(), cpuSeconds()]
  await runSweep('beside', count, own)
  const ours = { wall: (performance.now() - wall) / count, cpu: (1000 * (cpuSeconds() - cpu)) / count }
  const told = ({ wall, cpu }) => `${wall.toFixed(2)} ms a trial, ${cpu.toFixed(2)} of them of processor time`
  console.log(`beside Optuna, load ${loadavg()[0].toFixed(2)}:`)
  console.log(`  ours, 50 reports a trial, each on the disk: ${told(ours)}`)
  for (const [trials, reports] of [
    [500, 0],
    [50, 50],
  ]) {
    const out = execFileSync(python, [peer, String(trials), String(reports)], { encoding: 'utf8' })
    for (const { storage, ...times } of out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line)))
      console.log(
        `  Optuna ${storage}, ${trials} trials, ${reports} reports each: ${told(times)}; ours ${(ours.wall / times.wall).toFixed(3)} of it`,
      )
  }
  rmSync(own, { recursive: true })
}
