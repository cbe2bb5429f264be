import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { temporaryFolder } from '../setup/images.ts'
import { cli, nightsweep, project } from './project.ts'

test('a sweep from file to leaderboard', async () => {
  const folder = await project(3)
  const options = ['--engine', 'wasm', '--workers', '2', '--set', 'baseline=true']
  const run = await nightsweep(folder, 'run', 'colours.yaml', ...options)
  expect(run).toMatchObject({ code: 0, stderr: '' })
  const board = JSON.parse((await nightsweep(folder, 'leaderboard', 'colours', '--json')).stdout)
  expect(board).toMatchObject({ run: 'colours', metric: 'accuracy', goal: 'maximize', folds: { k: 2 } })
  expect(board.trials.map(({ origin }: { origin: string }) => origin).sort()).toEqual([
    'baseline',
    'defaults',
    'sampler',
    'sampler',
  ])
  expect(board.trials[0]).toMatchObject({ rank: 1, state: 'completed' })
  expect(board.trials[0].foldScores).toHaveLength(2)
  expect(Object.keys(board.trials[0])).toEqual(
    (
      'rank trial state config origin mean low high foldScores repeatScores predicted tie chanceOfBest shrunk ' +
      'holdout epochs seconds reason cause'
    ).split(' '),
  )
  const again = await nightsweep(folder, 'run', 'colours.yaml', '--json', '--trials', '1')
  expect(again.code).toBe(0)
  const events = again.stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(events.at(0)).toMatchObject({ type: 'run', name: 'colours-2' })
  expect(events.at(-1)).toMatchObject({ type: 'ended', state: 'finished' })
})

test('Ctrl-C ends with 130 and a hint, resume repeats no finished fold', async () => {
  const folder = await project(6)
  const child = spawn(
    process.execPath,
    [cli, 'run', 'colours.yaml', '--json', '--workers', '1', '--engine', 'wasm'],
    { cwd: folder },
  )
  let out = ''
  let err = ''
  child.stderr.on('data', text => (err += text))
  child.stdout.on('data', text => {
    const before = out.split('"foldEnded"').length
    out += text
    if (before < 4 && out.split('"foldEnded"').length >= 4) child.kill('SIGINT')
  })
  const code = await new Promise(resolve => child.once('close', resolve))
  expect(code).toBe(130)
  expect(err).toContain('nightsweep resume colours')
  const resumed = await nightsweep(folder, 'resume', 'colours', '--json', '--engine', 'wasm')
  expect(resumed.code).toBe(0)
  const journal = readFileSync(path.join(folder, 'runs/colours/journal.ndjson'), 'utf8')
  const done = journal
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
    .filter(({ type, outcome }) => type === 'foldEnded' && outcome.status === 'done')
  const places = done.map(({ trial, fold }) => `${trial}/${fold}`)
  expect(new Set(places).size).toBe(places.length)
  expect(done.filter(({ fold }) => fold < 2)).toHaveLength(12)
})

test('a wrong file exits with 2, names the place and makes no run', async () => {
  const folder = await project(1, ', optimzer: adam')
  const { code, stdout, stderr } = await nightsweep(folder, 'run', 'colours.yaml')
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/colours\.yaml:4:\d+.*optimzer.*optimizer/s)
  expect(stderr).not.toMatch(/\n\s+at /)
  expect(existsSync(path.join(folder, 'runs')) ? readdirSync(path.join(folder, 'runs')) : []).toEqual([])
})

test.each([
  [['run', 'nowhere.yaml'], /nowhere\.yaml/],
  [['leaderboard', 'nothing'], /nothing/],
  [['run', 'colours.yaml', '--workers', 'two'], /whole number/],
  [['run', 'colours.yaml', '--engine', 'gpu'], /tensorflow/],
  [['run', 'colours.yaml', '--until', '25:99'], /07:30/],
  [['fly'], /fly/],
])('%j exits with 2 and says why', async (args, text) => {
  const { code, stderr } = await nightsweep(await project(1), ...args)
  expect(code).toBe(2)
  expect(stderr).toMatch(text)
})

test('help names every command with examples', async () => {
  const { code, stdout } = await nightsweep(temporaryFolder(), '--help')
  expect(code).toBe(0)
  for (const name of [
    'demo',
    'init',
    'plan',
    'run',
    'resume',
    'watch',
    'list',
    'leaderboard',
    'show',
    'engine',
  ])
    expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'))
  expect(stdout).toContain('Examples:')
})

test('an engine that is not here ends the program, not only the run', async () => {
  vi.stubEnv('NIGHTSWEEP_TFJS_NODE', '/nowhere')
  const run = await nightsweep(await project(1), 'run', 'colours.yaml', '--engine', 'tensorflow')
  vi.unstubAllEnvs()
  expect(run.code).toBe(2)
  expect(run.stderr).toContain('nightsweep engine install')
})

test('when no image decodes, the files that did not are told', async () => {
  const folder = temporaryFolder()
  for (const name of ['a', 'b']) {
    mkdirSync(path.join(folder, 'photos', name), { recursive: true })
    for (const file of ['1.jpg', '2.jpg'])
      writeFileSync(path.join(folder, 'photos', name, file), 'no picture')
  }
  writeFileSync(
    path.join(folder, 'photos.yaml'),
    'data: { path: photos, imageSize: 32 }\nfolds: { k: 2 }\nrecipe: { weights: random }\nspace: { dropout: [0] }\n',
  )
  const run = await nightsweep(folder, 'run', 'photos.yaml', '--engine', 'wasm', '--workers', '1')
  expect(run.code).toBe(2)
  expect(run.stderr).toContain('left out: a/1.jpg (is not an image')
})
