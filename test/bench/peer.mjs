/**
 * The same work — configurations, folds, weights — given to Nightsweep and to a PyTorch program, in turn, and the
 * ratio of their wall times pair by pair. Decoding and feature extraction count on both sides.
 *
 *   npm run bench -- --data DIR --peer torch_peer.py [--weights FILE.safetensors] [--python python3] [--mode cached]
 *                    [--backbone mobilenet_v2|resnet50|vgg16] [--configs 24] [--max-depth 0] [--k 5] [--epochs 10]
 *                    [--size 160] [--runs 3] [--engine wasm] [--workers 2] [--limit IMAGES_PER_CLASS] [--peer-trials N]
 *                    [--json FILE]
 *
 * Without a peer only our own time is measured.
 * Without weights both start from random ones, each from its own.
 */
import { writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { makeFolder, mean, median, runSweep, timed } from './ours.mjs'
import { makeWork, sweepOf } from './work.mjs'

const names =
  'data backbone weights peer python mode configs max-depth k epochs size runs engine workers limit seed json'
const { values } = parseArgs({
  options: Object.fromEntries([...names.split(' '), 'peer-trials'].map(name => [name, { type: 'string' }])),
})
const { data, backbone, weights, peer, python = 'python3', mode = 'cached', engine = 'wasm' } = values
if (data === undefined) {
  console.error('needed: --data DIR (see test/bench/peer.mjs)')
  process.exit(2)
}
const number = (name, fallback) => Number(values[name] ?? fallback)
const workers = number('workers', availableParallelism())
const work = makeWork({
  data,
  backbone,
  weights,
  size: number('size', 160),
  k: number('k', 5),
  configs: number('configs', 24),
  maxDepth: number('max-depth', 0),
  epochs: number('epochs', 10),
  limit: values.limit === undefined ? undefined : Number(values.limit),
  seed: number('seed', 1),
})
const workFile = path.join(makeFolder(), 'work.json')
writeFileSync(workFile, JSON.stringify(work))
const peerTrials = number('peer-trials', work.configs.length)

function theirs() {
  const threads = ['--threads', String(availableParallelism())]
  const args = [peer, workFile, '--mode', mode, ...threads, '--trials', String(peerTrials)]
  const { seconds, out } = timed(python, args)
  const rows = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  return {
    seconds: (seconds * work.configs.length) / peerTrials,
    scores: rows.slice(0, -1).map(({ accuracy }) => accuracy),
    secondsATrial: rows.slice(0, -1).map(row => row.seconds),
  }
}

console.log(
  `${work.configs.length} configurations × ${work.folds.k} folds, ${Object.keys(work.folds.of).length} images at ` +
    `${work.imageSize} px, depth 0 to ${number('max-depth', 0)}; ${engine} with ${workers} workers against PyTorch --mode ${mode}` +
    (peerTrials < work.configs.length ? ` (${peerTrials} trials measured, scaled)` : ''),
)
const runs = []
for (let run = 0; run < number('runs', 3); run++) {
  const a = runSweep(sweepOf(work, workFile), { engine, workers })
  console.log(
    `run ${run + 1}: ours ${a.seconds.toFixed(1)} s, mean accuracy ${mean(a.scores).toFixed(4)}; load ${loadavg()[0].toFixed(1)}`,
  )
  runs.push({ ours: a, ...(peer === undefined ? {} : beside(a)) })
}
const ratios = runs.flatMap(({ ratio }) => ratio ?? [])
if (ratios.length > 0) console.log(`median ratio (PyTorch's time / ours): ${median(ratios).toFixed(2)}`)
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ engine, workers, configs: work.configs, runs }, null, 1)}\n`)

function beside(a) {
  const b = theirs()
  const ratio = b.seconds / a.seconds
  const own = a.scores.slice(0, peerTrials)
  const gaps = b.scores.map((score, i) => Math.abs(score - own[i]))
  console.log(
    `  PyTorch ${b.seconds.toFixed(1)} s, ratio ${ratio.toFixed(2)}; mean accuracy ${mean(own).toFixed(4)} and ` +
      `${mean(b.scores).toFixed(4)}, mean gap a trial ${mean(gaps).toFixed(4)}, largest ${Math.max(...gaps).toFixed(4)}`,
  )
  return { theirs: b, ratio }
}
