import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { nightsweep, project } from './project.ts'

/** A project folder with its photos and runs inside, and where they are now. */
let folder: string
let photos: string
const resume = (...more: string[]) =>
  nightsweep(folder, 'resume', 'colours', '--plain', '--engine', 'wasm', '--workers', '1', ...more)
const journal = () => readFileSync(path.join(folder, 'runs/colours/journal.ndjson'), 'utf8')
const file = () => path.join(folder, 'colours.yaml')

beforeAll(async () => {
  folder = await project(2)
  const text = readFileSync(file(), 'utf8')
  photos = path.join(folder, 'photos')
  renameSync(/path: ([^,]+)/.exec(text)?.[1] ?? '', photos)
  writeFileSync(file(), text.replace(/path: [^,]+/, 'path: photos'))
  expect((await nightsweep(folder, 'run', 'colours.yaml', '--engine', 'wasm', '--workers', '1')).code).toBe(0)
})

test('moved as a whole it goes on', async () => {
  expect(journal()).not.toContain(folder)
  const place = `${folder}-moved`
  renameSync(folder, place)
  folder = place
  photos = path.join(folder, 'photos')
  const { code, stdout, stderr } = await resume('--trials', '3')
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect(stdout).toContain('finished: 3 of 3 trials')
  expect(stdout).not.toContain('edited')
})

test('photos elsewhere: told how to name the place, then gone on with', async () => {
  renameSync(photos, `${folder}-photos`)
  const before = journal()
  const lost = await resume('--trials', '4')
  expect(lost.code).toBe(2)
  expect(lost.stderr).toContain('nightsweep resume colours --set data.path=')
  expect(journal()).toBe(before)
  const found = await resume('--set', `data.path=${folder}-photos`, '--set', 'budget.trials=4')
  expect(found.code).toBe(0)
  expect(found.stdout).toContain('finished: 4 of 4 trials')
  renameSync(`${folder}-photos`, photos)
})

test.each([
  ['recipe.headEpochs=2', 'recipe.headEpochs cannot change while a run goes on'],
  ['budget.n_trials=3', 'budget.n_trials: unknown key; did you mean trials?'],
])('--set %s is refused by name and changes nothing', async (setting, message) => {
  const before = journal()
  const { code, stderr } = await resume('--set', setting)
  expect(code).toBe(2)
  expect(stderr).toContain(message)
  expect(journal()).toBe(before)
})

test('a file edited since is told with what differs, and the run goes on with what it began with', async () => {
  const text = readFileSync(file(), 'utf8')
  writeFileSync(file(), text.replace('headEpochs: 4', 'headEpochs: 9').replace('max: 1 }', 'max: 2 }'))
  const { code, stdout } = await resume('--trials', '5')
  expect(code).toBe(0)
  expect(stdout).toContain(
    'colours.yaml was edited since this run began: recipe.headEpochs was 4, now 9; space.unfreezeDepth was 0 to 1, now 0 to 2. The run goes on with what it began with',
  )
  writeFileSync(file(), 'data: [')
  const broken = await resume('--trials', '6')
  expect(broken.code).toBe(0)
  expect(broken.stdout).toContain('colours.yaml was edited since this run began, and cannot be read now')
})
