/**
 * How much hypervolume samplers cover on problems of two objectives, beside Optuna's on the same problems.
 *
 *   npm run bench:objectives -- [--samplers random,tpe,gp,nsga2] [--seeds 20] [--trials 100] [--problems zdt1,compromise]
 *     [--peer python3] [--peer-samplers tpe,nsga2]
 *
 * Means over the seeds with the middle 95 % of bootstrap resamples. Fails (exit code 1) where a sampler is not above
 * random, or where tpe is below Optuna's and the whole interval of the difference says so.
 */
import { loadavg } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { createStudy } from '../../dist/coordinator/study.js'
import { hypervolume } from '../../dist/stats/hypervolume.js'
import { jsonLines } from './json-lines.mjs'
import { problems } from './objectives/problems.mjs'
import { differenceInterval, mean, meanInterval } from './samplers/statistics.mjs'

const { values } = parseArgs({
  options: {
    samplers: { type: 'string', default: 'random,tpe,gp,nsga2' },
    seeds: { type: 'string', default: '20' },
    trials: { type: 'string', default: '100' },
    problems: { type: 'string', default: Object.keys(problems).join() },
    peer: { type: 'string' },
    'peer-samplers': { type: 'string', default: 'tpe,nsga2' },
  },
})
const [seeds, trials] = [Number(values.seeds), Number(values.trials)]
const names = values.problems.split(',')
const points = [trials / 2, trials].map(Math.floor)

/** Hypervolumes after each of `points` trials. */
function covered(name, configs) {
  const { evaluate, reference } = problems[name]
  const losses = configs.map(evaluate)
  return points.map(point => hypervolume(losses.slice(0, point), reference))
}

function ours(name, type, seed) {
  const { space, evaluate } = problems[name]
  const objectives = [{ goal: 'minimize' }, { goal: 'minimize' }]
  const study = createStudy({ space, sampler: { type }, objectives, seed })
  for (let i = 0; i < trials; i++) {
    const { number, config } = study.ask()
    study.tell(number, { values: evaluate(config) })
  }
  return study.trials.map(({ config }) => config)
}

/** Of each problem the runs in order of their seeds. */
async function theirs(sampler) {
  const script = path.join(import.meta.dirname, 'objectives/peer.py')
  const args = [script, sampler, String(seeds), String(trials)]
  const spaces = JSON.stringify(Object.fromEntries(names.map(name => [name, problems[name].space])))
  const found = Object.fromEntries(names.map(name => [name, []]))
  for await (const { problem, configs, first } of jsonLines(values.peer, args, spaces)) {
    const own = problems[problem].evaluate(configs[0])
    if (own.some((value, i) => Math.abs(value - first[i]) > 1e-9)) throw new Error(`${problem} differs there`)
    found[problem].push(covered(problem, configs))
  }
  return found
}

console.log(`${seeds} seeds, ${trials} trials, load ${loadavg()[0].toFixed(1)}`)
const peers = {}
for (const sampler of values.peer === undefined ? [] : values['peer-samplers'].split(','))
  peers[sampler] = await theirs(sampler)

const range = ([low, high]) => `[${low.toFixed(4)}, ${high.toFixed(4)}]`
const seedList = Array.from({ length: seeds }, (_, seed) => seed)
for (const name of names) {
  const random = seedList.map(seed => covered(name, ours(name, 'random', seed)))
  const say = (who, runs) => {
    for (const [at, point] of points.entries()) {
      const own = runs.map(run => run[at])
      const beyond = differenceInterval(
        own,
        random.map(run => run[at]),
      )
      console.log(
        `${name} @${point} ${who.padEnd(14)} ${mean(own).toFixed(4)} ${range(meanInterval(own))}, beyond random ${range(beyond)}`,
      )
    }
  }
  for (const [sampler, found] of Object.entries(peers)) say(`Optuna ${sampler}`, found[name])
  for (const type of values.samplers.split(',')) {
    const begin = performance.now()
    const runs = type === 'random' ? random : seedList.map(seed => covered(name, ours(name, type, seed)))
    const ms = (performance.now() - begin) / seeds / trials
    say(type, runs)
    const last = points.length - 1
    const own = runs.map(run => run[last])
    if (type === 'random') continue
    console.log(`  ${ms.toFixed(1)} ms a trial`)
    if (
      differenceInterval(
        own,
        random.map(run => run[last]),
      )[0] <= 0
    )
      fail(`${type} is not above random on ${name}`)
    const peer = peers[type]?.[name].map(run => run[last])
    if (peer === undefined) continue
    const difference = differenceInterval(own, peer)
    console.log(`  ${type} less Optuna's: ${range(difference)}`)
    if (type === 'tpe' && difference[1] < 0) fail(`tpe is below Optuna's on ${name}`)
  }
}

function fail(text) {
  console.log(`  FAILS: ${text}`)
  process.exitCode = 1
}
