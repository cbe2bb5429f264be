/**
 * A night against an expert's: the same photos, weights, folds, space and minutes to us, from the command line with an
 * empty cache, and to `night_peer.py` (Optuna's TPE and Wilcoxon pruner, PyTorch on cached activations). Both sides'
 * choices are judged by the peer's `--judge`: trained in PyTorch on fresh splits. Prints when each side first had a
 * configuration as good as the peer's last choice (within a standard error), and what each had in the end.
 *
 *   npm run bench:night -- --data FOLDER --weights FILE.safetensors --peer PYTHON --peer-script night_peer.py
 *     [--minutes 10] [--seeds 5] [--depth 0] [--size 160] [--repeats 4] [--engine wasm]
 *
 * The peer needs torch, torchvision, safetensors, pillow, numpy and optuna. Fails (exit code 1) where ours is worse in
 * the end beyond the standard errors, or needs more than a third of the peer's time in the median.
 */
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ourNight } from './night/ours.mjs'
import { judge, peerNight } from './night/peer.mjs'
import { makeFolder, median } from './ours.mjs'
import { makeWork, sweepOf } from './work.mjs'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    weights: { type: 'string' },
    peer: { type: 'string' },
    'peer-script': { type: 'string' },
    minutes: { type: 'string', default: '10' },
    seeds: { type: 'string', default: '5' },
    depth: { type: 'string', default: '0' },
    size: { type: 'string', default: '160' },
    repeats: { type: 'string', default: '4' },
    engine: { type: 'string', default: 'wasm' },
  },
})
for (const name of ['data', 'weights', 'peer', 'peer-script'])
  if (values[name] === undefined) throw new Error(`--${name} is needed`)
const peer = { python: values.peer, script: values['peer-script'] }
const [minutes, depth, repeats] = [values.minutes, values.depth, values.repeats].map(Number)

/** What `night_peer.py` takes where the space is silent. */
const defaults = {
  learningRate: 1e-3,
  batchSize: 32,
  optimizer: 'adam',
  dropout: 0.2,
  unfreezeDepth: 0,
  headEpochs: 10,
  fineTuneEpochs: 10,
  fineTuneFactor: 0.1,
}
const space = {
  learningRate: { min: 1e-4, max: 3e-2, scale: 'log' },
  batchSize: { values: [16, 32, 64] },
  optimizer: { values: ['adam', 'sgd', 'rmsprop'] },
  dropout: { min: 0, max: 0.6 },
  ...(depth === 0
    ? {}
    : {
        unfreezeDepth: { type: 'int', min: 0, max: depth },
        fineTuneFactor: { min: 0.01, max: 1, scale: 'log' },
      }),
}

const seconds = t => (t === undefined ? 'never' : `${t.toFixed(0)} s`)

const rows = []
for (let seed = 1; seed <= Number(values.seeds); seed++) rows.push(await oneNight(seed))
const ratios = rows.map(({ ours, theirs }) => (ours.at ?? Infinity) / theirs.at)
const worse = rows.filter(({ ours, theirs, error }) => ours.end < theirs.end - error).length
console.log(
  `median of ${rows.length}: as good in ${median(ratios).toFixed(2)} of the peer's time; worse in the end ${worse} times`,
)
if (worse > 0 || median(ratios) > 1 / 3) process.exitCode = 1

async function oneNight(seed) {
  const folder = makeFolder()
  const { data, weights } = values
  const work = makeWork({ data, weights, size: Number(values.size), k: 5, configs: 0, maxDepth: 0, seed })
  const workFile = path.join(folder, 'work.json')
  writeFileSync(workFile, JSON.stringify(work))
  const load = loadavg()[0].toFixed(1)
  const theirs = await peerNight(peer, workFile, space, { folder, minutes, seed })
  const ours = await ourNight(ourSweep(work, workFile, seed), { folder, engine: values.engine, defaults })
  const [own, other] = [choicesOf(ours.finished), choicesOf(theirs)]
  if (ours.winner) own.push({ ...ours.winner })
  if (own.length === 0 || other.length === 0)
    throw new Error(`seed ${seed}: ${own.length} and ${other.length} complete trials: the night is too short`)
  const judged = await judge(
    peer,
    workFile,
    [...own, ...other].map(({ config }) => config),
    { folder, repeats },
  )
  for (const [i, choice] of [...own, ...other].entries()) Object.assign(choice, judged[i])
  const aim = other.at(-1)
  const error = Math.hypot(aim.error, own.at(-1).error)
  const firstAt = choices => choices.find(({ accuracy }) => accuracy >= aim.accuracy - aim.error)?.t
  const row = {
    ours: { at: firstAt(own), end: own.at(-1).accuracy },
    theirs: { at: firstAt(other), end: aim.accuracy },
    error,
  }
  console.log(
    `seed ${seed}, load ${load}: ${ours.finished.length} trials against ${theirs.length}; as good as the peer's last after ${seconds(row.ours.at)} against ${seconds(row.theirs.at)}; in the end ${row.ours.end.toFixed(4)} against ${row.theirs.end.toFixed(4)} ± ${error.toFixed(4)}`,
  )
  return row
}

function ourSweep(work, workFile, seed) {
  const { name, data, folds, objective, recipe } = sweepOf(work, workFile)
  return {
    name,
    data: { ...data, duplicates: 'none' },
    folds,
    objective,
    recipe: { ...recipe, ...Object.fromEntries(Object.entries(defaults).filter(([key]) => !(key in space))) },
    space: Object.fromEntries(Object.entries(space).map(([key, { type: _, ...rest }]) => [key, rest])),
    // The judge knows no logistic regression.
    baseline: false,
    budget: { hours: minutes / 60 },
    seed,
  }
}

/** What a side would have gone home with at each moment: whenever a better one is complete. */
function choicesOf(finished) {
  const choices = []
  for (const trial of finished) if (trial.mean > (choices.at(-1)?.mean ?? -1)) choices.push({ ...trial })
  return choices
}
