import { copyFileSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { cli, nightsweep, project } from './project.ts'

let folder: string
let data: string
const run = () => path.join(folder, 'runs/colours')
/** Everything in the run's folder that says what happened. */
const story = () =>
  ['journal.ndjson', 'run.json', 'folds.json'].map(file => readFileSync(path.join(run(), file), 'utf8'))

beforeAll(async () => {
  folder = await project(2)
  data = /path: ([^,]+)/.exec(readFileSync(path.join(folder, 'colours.yaml'), 'utf8'))?.[1] ?? ''
  expect((await nightsweep(folder, 'run', 'colours.yaml', '--engine', 'wasm')).code).toBe(0)
})

const photo = (name: string) => path.join(data, 'red', name)
const first = () => readdirSync(path.join(data, 'red')).sort()[0] ?? ''

describe('a resume that is refused leaves a finished run as it was', () => {
  test('an engine that is not here', async () => {
    const before = story()
    process.env.NIGHTSWEEP_TFJS_NODE = '/nowhere'
    const { code, stderr } = await nightsweep(
      folder,
      'resume',
      'colours',
      '--engine',
      'tensorflow',
      '--trials',
      '4',
    )
    delete process.env.NIGHTSWEEP_TFJS_NODE
    expect(code).toBe(2)
    expect(stderr).toContain('engine tensorflow')
    expectUntouched(before)
  })

  test('one photo more', async () => {
    const before = story()
    copyFileSync(photo(first()), photo('zz-added.png'))
    const { code, stderr } = await nightsweep(
      folder,
      'resume',
      'colours',
      '--engine',
      'wasm',
      '--trials',
      '4',
    )
    rmSync(photo('zz-added.png'))
    expect(code).toBe(2)
    expect(stderr).toContain('the images are not the ones that run colours began with')
    expectUntouched(before)
  })

  test('Ctrl-C while the images are decoded', async () => {
    const before = story()
    const { spawn } = await import('node:child_process')
    const child = spawn(
      process.execPath,
      [cli, 'resume', 'colours', '--engine', 'wasm', '--trials', '4', '--plain'],
      {
        cwd: folder,
      },
    )
    const lock = path.join(run(), 'lock')
    while (statSync(lock, { throwIfNoEntry: false }) === undefined)
      await new Promise(wait => setTimeout(wait, 5))
    child.kill('SIGINT')
    const code = await new Promise(resolve => child.once('close', resolve))
    expect(code).toBe(130)
    expectUntouched(before)
  })

  test('and it can be resumed when all is well again', async () => {
    const { code } = await nightsweep(folder, 'resume', 'colours', '--engine', 'wasm', '--trials', '3')
    expect(code).toBe(0)
    const [list] = JSON.parse((await nightsweep(folder, 'list', '--json')).stdout)
    expect(list).toMatchObject({ state: 'finished', trials: { completed: 3 } })
  })
})

function expectUntouched(before: readonly string[]): void {
  expect(story()).toEqual(before)
  expect(readdirSync(run())).not.toContain('lock')
}
