/** Optuna's curves and times, from `peer.py`; curves are kept in a file if one is named, so that a long run can go on. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { jsonLines } from '../json-lines.mjs'
import { formulas } from './problems.mjs'

const script = path.join(import.meta.dirname, 'peer.py')

/** What Optuna calls our samplers; `auto` is to be measured against the better of two. */
export const peersOf = {
  tpe: ['tpe'],
  gp: ['gp'],
  cmaEs: ['cmaes'],
  sobol: ['qmc'],
  random: ['random'],
  auto: ['tpe', 'gp'],
}

/** `options`: { python, optunaPeer, benchmarks, keep, jobs }. Gives a map from problem to curves, one a seed. */
export async function peerCurves(problems, sampler, { seeds, trials }, options) {
  const found = new Map()
  const keyOf = line => JSON.stringify([line.sampler, line.problem, line.seed])
  const take = line => {
    if (line.curve.length >= trials) found.set(keyOf(line), line.curve)
  }
  if (options.keep !== undefined && existsSync(options.keep))
    readFileSync(options.keep, 'utf8').split('\n').filter(Boolean).map(JSON.parse).forEach(take)
  const pairs = Object.keys(problems).flatMap(problem =>
    Array.from({ length: seeds }, (_, seed) => ({ sampler, problem, seed })),
  )
  const missing = pairs.filter(pair => !found.has(keyOf(pair)))
  const shares = Array.from({ length: options.jobs }, (_, job) =>
    missing.filter((_, i) => i % options.jobs === job),
  )
  await Promise.all(
    shares
      .filter(share => share.length > 0)
      .map(share =>
        linesFrom(['curves', sampler, String(trials)], options, share, line => {
          checkFormula(problems[line.problem], line.first)
          take(line)
          if (options.keep !== undefined) appendFileSync(options.keep, `${JSON.stringify(line)}\n`)
        }),
      ),
  )
  return Object.fromEntries(
    Object.keys(problems).map(problem => [
      problem,
      Array.from({ length: seeds }, (_, seed) => found.get(keyOf({ sampler, problem, seed }))),
    ]),
  )
}

export async function peerTimes(problem, sampler, { places, asks }, options) {
  const times = []
  await linesFrom(['times', sampler, problem, places.join(','), String(asks)], options, [], ({ ms }) =>
    times.push(ms),
  )
  return times
}

function checkFormula({ formula }, first) {
  for (const [config, value] of first) {
    const ours = formulas[formula].evaluate(config)
    if (Math.abs(ours - value) > 1e-9 * Math.max(1, Math.abs(value)))
      throw new Error(`${formula} is ${ours} here and ${value} there for ${JSON.stringify(config)}`)
  }
}

async function linesFrom([what, sampler, ...rest], { python, optunaPeer, benchmarks }, pairs, onLine) {
  const args = [script, what, optunaPeer, benchmarks, sampler, ...rest]
  const asked = JSON.stringify(pairs.map(({ problem, seed }) => [problem, seed]))
  for await (const line of jsonLines(python, args, asked)) onLine(line)
}
