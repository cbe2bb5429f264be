/**
 * The same work — configurations, folds, weights — given to Nightsweep and to a PyTorch program, in turn, and the
 * ratio of their wall times pair by pair. Decoding and feature extraction count on both sides.
 *
 *   npm run bench -- --data DIR --weights FILE.safetensors --peer torch_peer.py [--python python3] [--mode cached]
 *                    [--configs 24] [--max-depth 0] [--k 5] [--epochs 10] [--size 160] [--runs 3]
 *                    [--engine wasm] [--workers 2] [--limit IMAGES_PER_CLASS] [--peer-trials N]
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { engineFolder } from '../../dist/engine/installed.js'
import { makeWork, sweepOf } from './work.mjs'

const string = name => ({ [name]: { type: 'string' } })
const { values } = parseArgs({
  options: Object.assign(
    {},
    ...[
      'data',
      'weights',
      'peer',
      'python',
      'mode',
      'configs',
      'max-depth',
      'k',
      'epochs',
      'size',
      'runs',
    ].map(string),
    ...['engine', 'workers', 'limit', 'seed', 'peer-trials'].map(string),
  ),
})
const { data, weights, peer, python = 'python3', mode = 'cached', engine = 'wasm' } = values
if (data === undefined || weights === undefined || peer === undefined) {
  console.error(
    'needed: --data DIR --weights FILE.safetensors --peer torch_peer.py (see test/bench/peer.mjs)',
  )
  process.exit(2)
}
const number = (name, fallback) => Number(values[name] ?? fallback)
const workers = number('workers', availableParallelism())
const cli = path.resolve(import.meta.dirname, '../../dist/cli.js')
const folder = mkdtempSync(path.join(tmpdir(), 'bench-'))
const workFile = path.join(folder, 'work.json')
const limit = values.limit === undefined ? undefined : Number(values.limit)
const work = makeWork({
  data,
  weights,
  size: number('size', 160),
  k: number('k', 5),
  configs: number('configs', 24),
  maxDepth: number('max-depth', 0),
  epochs: number('epochs', 10),
  limit,
  seed: number('seed', 1),
})
writeFileSync(workFile, JSON.stringify(work))
const sweepFile = path.join(folder, 'bench.json')
writeFileSync(sweepFile, JSON.stringify(sweepOf(work, workFile)))

function timed(file, args, env = {}) {
  const startedAt = process.hrtime.bigint()
  const out = execFileSync(file, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  return { seconds: Number(process.hrtime.bigint() - startedAt) / 1e9, out }
}

/** A fresh cache folder each time: nothing is carried over from an earlier run but the installed engine. */
function freshCache(run) {
  const cache = path.join(folder, `cache${run}`)
  mkdirSync(cache)
  if (existsSync(engineFolder())) symlinkSync(engineFolder(), path.join(cache, 'engine'))
  return cache
}

function ours(run) {
  const args = [
    'run',
    sweepFile,
    '--json',
    '--engine',
    engine,
    '--workers',
    String(workers),
    '--runs',
    path.join(folder, `runs${run}`),
  ]
  const { seconds } = timed(process.execPath, [cli, ...args], {
    NIGHTSWEEP_CACHE: freshCache(run),
  })
  const board = timed(process.execPath, [
    cli,
    'leaderboard',
    'bench',
    '--json',
    '--runs',
    path.join(folder, `runs${run}`),
  ])
  const trials = JSON.parse(board.out).trials.toSorted((a, b) => a.trial - b.trial)
  return { seconds, scores: trials.map(({ mean }) => mean) }
}

const peerTrials = values['peer-trials'] === undefined ? work.configs.length : Number(values['peer-trials'])
function theirs() {
  const args = [
    peer,
    workFile,
    '--mode',
    mode,
    '--threads',
    String(availableParallelism()),
    '--trials',
    String(peerTrials),
  ]
  const { seconds, out } = timed(python, args)
  const rows = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  return {
    seconds: (seconds * work.configs.length) / peerTrials,
    scores: rows.slice(0, -1).map(({ accuracy }) => accuracy),
  }
}

const median = numbers => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
const images = Object.keys(work.folds.of).length
console.log(
  `${work.configs.length} configurations × ${work.folds.k} folds, ${images} images at ${work.imageSize} px, depth 0 to ` +
    `${number('max-depth', 0)}; ${engine} with ${workers} workers against PyTorch --mode ${mode}` +
    (peerTrials < work.configs.length ? ` (${peerTrials} trials measured, scaled)` : ''),
)
const pairs = []
for (let run = 0; run < number('runs', 3); run++) {
  const a = ours(run)
  const b = theirs()
  pairs.push(b.seconds / a.seconds)
  const gaps = b.scores.map((score, i) => Math.abs(score - a.scores[i]))
  const gap = gaps.reduce((sum, value) => sum + value, 0) / gaps.length
  const means = [a.scores.slice(0, peerTrials), b.scores].map(
    list => list.reduce((sum, x) => sum + x, 0) / list.length,
  )
  console.log(
    `run ${run + 1}: ours ${a.seconds.toFixed(1)} s, PyTorch ${b.seconds.toFixed(1)} s, ratio ${(b.seconds / a.seconds).toFixed(2)}; ` +
      `mean accuracy ${means[0].toFixed(4)} and ${means[1].toFixed(4)}, mean gap a trial ${gap.toFixed(4)}, largest ${Math.max(...gaps).toFixed(4)}; ` +
      `load ${loadavg()[0].toFixed(1)}`,
  )
}
console.log(`median ratio (PyTorch's time / ours): ${median(pairs).toFixed(2)}`)
