/**
 * How good and how fast a sampler is on the problems of a benchmarks.json, beside Optuna's on the same problems in the
 * same run.
 *
 *   npm run bench:samplers -- --benchmarks FILE [--sampler tpe] [--seeds 50] [--trials 100] [--problems branin,ackley5]
 *     [--peer python3] [--peer-script FILE] [--peer-curves FILE] [--peer-seeds 20] [--jobs 2] [--no-times]
 *
 * Normalised regret after n trials: (best value − least possible)/(random's median after n trials − least possible), so
 * 1 is what random sampling reaches and 0 the optimum. Means over the seeds with the middle 95 % of 4,000 bootstrap
 * resamples. Fails (exit code 1) where ours is worse on a problem at one of the points and the whole interval of the
 * difference says so, or is not better over all problems and points at p < 0.05 (permutation test within each problem).
 *
 * `--peer` is a Python with optuna; formulas and samplers of the peer are those of `optuna_peer.py`, looked for beside
 * benchmarks.json. `--peer-curves` keeps the peer's curves in a file and takes from it what is there.
 */
import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { curveOf, timeOf } from './samplers/ours.mjs'
import { peerCurves, peersOf, peerTimes } from './samplers/peer.mjs'
import { formulas } from './samplers/problems.mjs'
import { differenceInterval, mean, meanInterval, median, permutationTest } from './samplers/statistics.mjs'

const { values } = parseArgs({
  allowNegative: true,
  options: {
    benchmarks: { type: 'string' },
    sampler: { type: 'string', default: 'tpe' },
    seeds: { type: 'string', default: '50' },
    trials: { type: 'string', default: '100' },
    problems: { type: 'string' },
    peer: { type: 'string' },
    'peer-script': { type: 'string' },
    'peer-curves': { type: 'string' },
    'peer-seeds': { type: 'string' },
    jobs: { type: 'string', default: '1' },
    times: { type: 'boolean', default: true },
  },
})
if (values.benchmarks === undefined) throw new Error('--benchmarks FILE is needed')
const { sampler, benchmarks } = values
const [seeds, trials] = [Number(values.seeds), Number(values.trials)]
const peerSeeds = Number(values['peer-seeds'] ?? seeds)
const all = JSON.parse(readFileSync(benchmarks, 'utf8'))
const names = values.problems?.split(',') ?? Object.keys(all)
const problems = Object.fromEntries(names.map(name => [name, all[name]]))
const points = [25, 50, 100].filter(point => point <= trials)
const peerOptions = {
  python: values.peer,
  optunaPeer: values['peer-script'] ?? path.join(path.dirname(benchmarks), 'optuna_peer.py'),
  benchmarks,
  keep: values['peer-curves'],
  jobs: Number(values.jobs),
}
const peers = values.peer === undefined ? [] : peersOf[sampler]

const of = peers.length > 0 && peerSeeds !== seeds ? ` (Optuna's: ${peerSeeds})` : ''
console.log(`${sampler}, ${seeds} seeds${of}, ${trials} trials, load ${loadavg()[0].toFixed(1)}`)
const curvesOf = type =>
  Object.fromEntries(
    names.map(name => [
      name,
      Array.from({ length: seeds }, (_, seed) => curveOf(problems[name], type, seed, trials)),
    ]),
  )
const random = curvesOf('random')
const ours = curvesOf(sampler)
const theirs = []
for (const peer of peers)
  theirs.push(await peerCurves(problems, peer, { seeds: peerSeeds, trials }, peerOptions))

/** One number a seed. */
function regretsOf(curves, name, point) {
  const { least } = formulas[problems[name].formula]
  const unit = median(random[name].map(curve => curve[point - 1])) - least
  return curves[name].map(curve => (curve[point - 1] - least) / unit)
}

/** Of several peers the one with the smaller mean there. */
function bestPeer(name, point) {
  const each = theirs.map(curves => regretsOf(curves, name, point))
  return each.sort((a, b) => mean(a) - mean(b))[0]
}

const shown = value => value.toFixed(3)
const range = ([low, high]) => `[${shown(low)}, ${shown(high)}]`
const pairs = []
const worse = []
for (const name of names) {
  for (const point of points) {
    const own = regretsOf(ours, name, point)
    const value = shown(median(ours[name].map(curve => curve[point - 1])))
    const line = `${`${name} @${point}`.padEnd(17)} ${shown(mean(own))} ${range(meanInterval(own))}, median value ${value}`
    if (peers.length === 0) {
      console.log(line)
      continue
    }
    const other = bestPeer(name, point)
    const difference = differenceInterval(own, other)
    if (difference[0] > 0) worse.push(`${name} @${point}`)
    pairs.push([own, other])
    const verdict = difference[0] > 0 ? 'worse' : difference[1] < 0 ? 'better' : 'as good'
    console.log(
      `${line}; Optuna's ${shown(mean(other))} ${range(meanInterval(other))}; difference ${range(difference)}: ${verdict}`,
    )
  }
}
const overall = curves =>
  mean(names.flatMap(name => points.map(point => mean(regretsOf(curves, name, point)))))
console.log(`over all: ${shown(overall(ours))}`)
for (const [i, peer] of peers.entries()) console.log(`  Optuna's ${peer}: ${shown(overall(theirs[i]))}`)
if (peers.length > 0) {
  const { difference, p } = permutationTest(acrossPoints())
  const isBetter = difference < 0 && p < 0.05
  console.log(`  difference ${shown(difference)}, p = ${p.toFixed(4)}: ${isBetter ? 'better' : 'NOT better'}`)
  console.log(worse.length === 0 ? '  worse nowhere' : `  WORSE at ${worse.join(', ')}`)
  if (worse.length > 0 || !isBetter) process.exitCode = 1
}

/** One pair a problem: each seed's mean over the points, since the points of one curve belong together. */
function acrossPoints() {
  const perSeed = lists => lists[0].map((_, seed) => mean(lists.map(list => list[seed])))
  return names.map((_, i) => {
    const own = pairs.slice(i * points.length, (i + 1) * points.length)
    return [perSeed(own.map(([a]) => a)), perSeed(own.map(([, b]) => b))]
  })
}

/** Optuna's Gaussian process takes the cube of the trials in time: hours at 1,000. */
const within = { gp: 100 }

if (values.times) {
  const [places, asks] = [[100, 1000, 10_000], 21]
  const timed = names.includes('finetune') ? 'finetune' : names[0]
  const times = places.map(place => timeOf(problems[timed], sampler, place, asks))
  const text = list => list.map(ms => ms.toFixed(2)).join(', ')
  console.log(`ms an ask of ${timed} at ${places.join(', ')} trials: ${text(times)}`)
  for (const peer of peers) {
    const asked = places.filter(place => place <= (within[peer] ?? Infinity))
    const other = await peerTimes(timed, peer, { places: asked, asks }, peerOptions)
    const ratios = other.map((ms, i) => (times[i] / ms).toFixed(3))
    console.log(
      `  Optuna's ${peer} at ${asked.join(', ')}: ${text(other)}; ours to theirs ${ratios.join(', ')}`,
    )
  }
}
