/** Our side of a night: a sweep from the command line with a cache folder of its own, as on a machine that is new. */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { cacheFolder } from '../../../dist/base/cache-folder.js'

const cli = path.resolve(import.meta.dirname, '../../../dist/cli.js')

/**
 * Every completed trial: seconds since the command was given, config with all values, mean over all folds; and the one
 * that the leaderboard puts first in the end, after its finalists were confirmed.
 */
export async function ourNight(sweep, { folder, engine, defaults }) {
  const file = path.join(folder, 'sweep.json')
  const runs = path.join(folder, 'runs')
  const cache = path.join(folder, 'cache')
  writeFileSync(file, JSON.stringify(sweep))
  mkdirSync(cache)
  // What is new to the machine is the images: an engine that was installed stays.
  const installed = path.join(cacheFolder(), 'engine')
  if (existsSync(installed)) symlinkSync(installed, path.join(cache, 'engine'))
  const startedAt = Date.now()
  await run(['run', file, '--json', '--engine', engine, '--runs', runs], { NIGHTSWEEP_CACHE: cache })
  const journal = readFileSync(path.join(runs, sweep.name, 'journal.ndjson'), 'utf8')
  const configs = new Map()
  const scores = new Map()
  const finished = []
  for (const line of journal.trim().split('\n')) {
    const event = JSON.parse(line)
    if (event.type === 'trialStarted') configs.set(event.trial, event.config)
    if (event.type === 'foldEnded' && event.outcome.status === 'done')
      scores.set(event.trial, [...(scores.get(event.trial) ?? []), event.outcome.metrics.accuracy])
    if (event.type !== 'trialEnded' || event.state !== 'completed') continue
    const own = scores.get(event.trial)
    finished.push({
      trial: event.trial,
      t: (Date.parse(event.at) - startedAt) / 1000,
      config: { ...defaults, ...configs.get(event.trial) },
      mean: own.reduce((sum, score) => sum + score, 0) / own.length,
    })
  }
  const board = JSON.parse(
    execFileSync(process.execPath, [cli, 'leaderboard', sweep.name, '--runs', runs, '--json', '--top', '1']),
  )
  const winner = finished.find(({ trial }) => trial === board.trials[0]?.trial)
  return { finished, winner: winner && { ...winner, t: (Date.now() - startedAt) / 1000 } }
}

function run(args, env) {
  const child = spawn(process.execPath, [cli, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  })
  return new Promise((resolve, reject) =>
    child.on('close', code => (code === 0 ? resolve() : reject(new Error(`the sweep ended with ${code}`)))),
  )
}
