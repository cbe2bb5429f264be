import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { engineFolder } from '../../dist/engine/installed.js'

const cli = path.resolve(import.meta.dirname, '../../dist/cli.js')

/** A place for the files of a benchmark. */
export const makeFolder = () => mkdtempSync(path.join(tmpdir(), 'bench-'))

/** Wall seconds of a program, and what it prints. */
export function timed(file, args, env = {}) {
  const startedAt = process.hrtime.bigint()
  const out = execFileSync(file, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  return { seconds: Number(process.hrtime.bigint() - startedAt) / 1e9, out }
}

/**
 * Runs a sweep from the command line: its seconds, and the mean score of each trial in order. A fresh cache folder each
 * time: nothing is carried over from an earlier run but the installed engine.
 */
export function runSweep(sweep, { engine, workers }) {
  const folder = makeFolder()
  const file = path.join(folder, 'sweep.json')
  writeFileSync(file, JSON.stringify(sweep))
  const runs = path.join(folder, 'runs')
  const cache = path.join(folder, 'cache')
  mkdirSync(cache)
  if (existsSync(engineFolder())) symlinkSync(engineFolder(), path.join(cache, 'engine'))
  const { seconds } = timed(
    process.execPath,
    [cli, 'run', file, '--json', '--engine', engine, '--workers', String(workers), '--runs', runs],
    { NIGHTSWEEP_CACHE: cache },
  )
  const board = timed(process.execPath, [cli, 'leaderboard', sweep.name, '--json', '--runs', runs])
  const trials = JSON.parse(board.out).trials.toSorted((a, b) => a.trial - b.trial)
  return { seconds, scores: trials.map(({ mean }) => mean) }
}

export const median = numbers => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
export const mean = numbers => numbers.reduce((sum, x) => sum + x, 0) / numbers.length
