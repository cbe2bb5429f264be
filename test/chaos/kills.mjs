/**
 * Sweeps through bad nights: their processes are killed, stopped and signalled at random moments, and resumed until the
 * sweep has finished. Then: is every finished fold there exactly once, with what was written when it ended, and is the
 * leaderboard that of an undisturbed run?
 *
 *   npm run test:chaos -- [--kills 200] [--sweeps 10] [--trials 60] [--seed 1]
 *
 * Linux only: processes are found in /proc.
 */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { createRandom } from '../../dist/base/random.js'
import { makeFolder } from '../bench/ours.mjs'
import { faults } from './faults.mjs'
import { orphans } from './processes.mjs'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    sweeps: { type: 'string', default: '10' },
    trials: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
  },
})
const cli = path.resolve(import.meta.dirname, '../../dist/cli.js')
const folder = makeFolder()
const env = { ...process.env, NIGHTSWEEP_CACHE: path.join(folder, 'cache') }
const data = await drawImages()
const table = new Map(Object.keys(faults).map(name => [name, { tried: 0, lost: 0 }]))
const [sweeps, kills] = [Number(values.sweeps), Number(values.kills)]
let problems = 0

for (let sweep = 0; sweep < sweeps; sweep++) {
  const random = createRandom(Number(values.seed)).fork('chaos', sweep)
  const calm = path.join(folder, `calm-${sweep}`)
  const rough = path.join(folder, `rough-${sweep}`)
  const file = writeSweep(sweep)
  execFileSync(process.execPath, [cli, 'run', file, '--plain', '--engine', 'wasm', '--runs', calm], {
    env,
    stdio: 'ignore',
  })
  const struck = await endure(file, rough, Math.ceil(kills / sweeps), random)
  const found = judge(calm, rough, struck)
  problems += found.length
  for (const { name } of struck.faults) table.get(name).lost += found.length > 0 ? 1 : 0
  console.log(
    `sweep ${sweep}: ${struck.faults.length} faults, ${struck.sessions} sessions, ${struck.folds} folds; ` +
      (found.length === 0 ? 'as undisturbed' : found.join('; ')),
  )
}
for (const [name, { tried, lost }] of table)
  console.log(`${name.padEnd(24)} ${tried} tried, ${lost} in sweeps with a problem`)
// Those of other programs' killed sessions end in a moment, too.
for (let i = 0; i < 50 && orphans().length > 0; i++) await sleep(100)
const left = orphans()
console.log(
  problems === 0
    ? `nothing lost, nothing doubled; ${left.length} hosts left behind`
    : `${problems} problems; see ${folder}`,
)
if (problems === 0) rmSync(folder, { recursive: true, force: true })
process.exitCode = problems === 0 && left.length === 0 ? 0 : 1

/** Runs and resumes the sweep until it has finished, with so many faults. */
async function endure(file, runs, most, random) {
  const struck = { faults: [], sessions: 0, folds: 0, journals: [], code: undefined }
  for (; struck.sessions < 4 * most + 10; struck.sessions++) {
    const isFirst = !existsSync(journalIn(runs))
    const args = isFirst ? ['run', file] : ['resume', 'chaos']
    const session = spawn(process.execPath, [cli, ...args, '--plain', '--engine', 'wasm', '--runs', runs], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    session.stderr.on('data', text => {
      said = `${said}${text}`.slice(-1000)
    })
    const ended = new Promise(resolve => session.on('exit', (code, signal) => resolve({ code, signal })))
    let isOver = false
    void ended.then(() => {
      isOver = true
    })
    while (!isOver && struck.faults.length < most) {
      // Sometimes while it opens, mostly while it trains.
      await Promise.race([
        ended,
        sleep(random.next() < 0.2 ? 1200 * random.next() : 1200 + 2000 * random.next()),
      ])
      if (isOver) break
      const names = Object.keys(faults)
      const name = names[Math.floor(names.length * random.next())]
      struck.faults.push({ name })
      table.get(name).tried++
      await faults[name].strike(session.pid, () => random.next())
      if (!faults[name].outlives) break
    }
    const { code, signal } = await ended
    if (existsSync(journalIn(runs))) struck.journals.push(readFileSync(journalIn(runs)))
    struck.code = code
    if (code === 0) break
    // An order from outside, or a run that had no journal yet: anything else is a run that cannot be resumed.
    if (signal === null && code !== 130 && existsSync(journalIn(runs))) {
      struck.refusal = `exit code ${code}: ${said.trim()}`
      break
    }
    if (isFirst && !existsSync(journalIn(runs))) rmSync(runs, { recursive: true, force: true })
  }
  struck.folds = doneIn(journalIn(runs)).length
  return struck
}

function judge(calm, rough, { journals, code, refusal, faults: struck }) {
  if (code !== 0) return [refusal ?? `did not finish (exit code ${code})`]
  const found = []
  const end = readFileSync(journalIn(rough))
  for (const earlier of journals) {
    const whole = earlier.subarray(0, earlier.lastIndexOf('\n') + 1)
    if (!end.subarray(0, whole.length).equals(whole)) found.push('what had been written was changed')
  }
  const done = doneIn(journalIn(rough)).map(({ trial, fold }) => `${trial}/${fold}`)
  if (new Set(done).size !== done.length) found.push('a fold was trained twice')
  const failed = lines(journalIn(rough)).filter(
    ({ type, state }) => type === 'trialEnded' && state === 'failed',
  )
  if (failed.length > 0) found.push(`trial ${failed[0].trial} failed: ${failed[0].reason}`)
  if (board(calm) !== board(rough)) found.push('another leaderboard')
  if (existsSync(path.join(rough, 'chaos', 'lock'))) found.push('the lock is still there')
  if (found.length > 0) found.push(`after ${struck.map(({ name }) => name).join(', ')}`)
  return found
}

/** How long trials that were stopped went on, and the chances that follow from that, depend on who was faster. */
function board(runs) {
  const out = execFileSync(process.execPath, [cli, 'leaderboard', 'chaos', '--json', '--runs', runs], {
    encoding: 'utf8',
  })
  const trials = JSON.parse(out).trials
  const ranked = trials
    .filter(({ rank }) => rank !== null)
    .map(({ rank, trial, config, mean, foldScores, repeatScores, holdout }) => [
      rank,
      trial,
      config,
      mean,
      foldScores,
      repeatScores,
      holdout?.score,
    ])
  const others = trials
    .filter(({ rank }) => rank === null)
    .map(({ trial, state, config }) => [trial, state, config])
    .toSorted(([a], [b]) => a - b)
  return JSON.stringify({ ranked, others })
}

function journalIn(runs) {
  return path.join(runs, 'chaos', 'journal.ndjson')
}

function lines(file) {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
}

function doneIn(file) {
  return lines(file).filter(({ type, outcome }) => type === 'foldEnded' && outcome.status === 'done')
}

/** Each sweep another sampler, pruner and mix of heads and depths. */
function writeSweep(sweep) {
  const file = path.join(folder, `sweep-${sweep}.json`)
  const pruner = ['none', 'median', 'race', 'none'][sweep % 4]
  const sampler = ['random', 'tpe', 'auto', 'sobol'][Math.floor(sweep / 2) % 4]
  writeFileSync(
    file,
    JSON.stringify({
      name: 'chaos',
      seed: sweep,
      data: { path: data, imageSize: 48, holdout: sweep % 3 === 2 ? 0.2 : 0 },
      folds: { k: 3 },
      sampler: { type: sampler },
      pruner: { type: pruner },
      budget: { trials: Number(values.trials) },
      recipe: {
        backbone: 'MobileNetV2-0.35',
        weights: 'random',
        headEpochs: 4,
        fineTuneEpochs: 3,
        batchSize: 8,
      },
      space: {
        learningRate: { min: 1e-4, max: 1e-1, scale: 'log' },
        dropout: { min: 0, max: 0.5 },
        unfreezeDepth: sweep % 2 === 0 ? [0, 1, 2] : [1, 2, 3],
      },
    }),
  )
  return file
}

/** Noise over two colours that a network can tell apart most of the time. */
async function drawImages() {
  const random = createRandom(7)
  const root = path.join(folder, 'data')
  for (const [label, name] of ['left', 'right', 'middle'].entries()) {
    mkdirSync(path.join(root, name), { recursive: true })
    for (let i = 0; i < 20; i++) {
      const pixels = Buffer.from(
        Array.from(
          { length: 48 * 48 * 3 },
          (_, at) => (at % 3 === label ? 40 : 0) + Math.floor(180 * random.next()),
        ),
      )
      const raw = { width: 48, height: 48, channels: 3 }
      await sharp(pixels, { raw })
        .png()
        .toFile(path.join(root, name, `${i}.png`))
    }
  }
  return root
}
