import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import { initCommand } from '../../src/commands/init.ts'
import { planCommand } from '../../src/commands/plan.ts'
import { loadSweep } from '../../src/sweep/load.ts'
import { type TiffLayout, tiff } from '../data/picture/tiff.ts'
import { nightsweep } from '../end-to-end/project.ts'
import { temporaryFolder } from '../setup/images.ts'

afterEach(() => vi.restoreAllMocks())

const side = 24

/** A folder `photos` of noise, dark and bright, whose values of 0 … 255 are stored by `scale`. */
function photos(type: TiffLayout['type'], scale: (value: number) => number): string {
  const folder = temporaryFolder()
  const random = createRandom('noise')
  for (const [name, base] of [
    ['dark', 0],
    ['bright', 155],
  ] as const) {
    mkdirSync(path.join(folder, 'photos', name), { recursive: true })
    for (let i = 0; i < 6; i++) {
      const values = Array.from({ length: side * side }, () => scale(base + random.integer(0, 100)))
      const file = path.join(folder, 'photos', name, `${i}.tif`)
      writeFileSync(file, tiff(values, { width: side, height: side, type }))
    }
  }
  return folder
}

const ct = () => photos('int16', value => (value * 1400) / 255 - 1000)

async function printed(work: () => Promise<number>) {
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    vi.spyOn(process[name], 'write').mockImplementation(chunk => {
      written[name] += String(chunk)
      return true
    })
  const code = await work()
  vi.restoreAllMocks()
  return { code, ...written }
}

describe('init', () => {
  const kinds: [name: string, folder: () => string, range: [number, number], comment: string][] = [
    ['12 in 16 bits', () => photos('uint16', value => value * 16), [0, 4095], 'as their values suggest'],
    ['float 0 to 1', () => photos('float32', value => value / 255), [0, 1], 'as their values suggest'],
    ['signed 16 bits', ct, [-1000, 400], 'say what is black and what is white'],
    [
      'float of any scale',
      () => photos('float32', value => value * 10),
      [0, 2600],
      'say what is black and what is white',
    ],
  ]

  test.each(kinds)('proposes the range of %s', async (_, folder, range, comment) => {
    const root = folder()
    const output = path.join(root, 'space.yaml')
    for (const quick of [true, false]) {
      const { code, stdout } = await printed(() =>
        initCommand(path.join(root, 'photos'), { output, quick, force: true }),
      )
      expect(code).toBe(0)
      expect(stdout).toContain(`${range[0]} is read as black and ${range[1]} as white`)
      expect((await loadSweep(output)).data.range).toEqual(range)
      expect(readFileSync(output, 'utf8')).toMatch(new RegExp(`^ {2}range: .*# .*${comment}$`, 'm'))
    }
  })

  test('of 16 bits that are used fully there is none', async () => {
    const root = photos('uint16', value => value * 257)
    const output = path.join(root, 'space.yaml')
    const { stdout } = await printed(() => initCommand(path.join(root, 'photos'), { output }))
    expect(stdout).not.toContain('read as black')
    expect(readFileSync(output, 'utf8')).not.toContain('range: [')
  })
})

/** A sweep of seconds over `photos`. */
function sweepIn(folder: string, data = ''): string {
  const file = path.join(folder, 'night.yaml')
  writeFileSync(
    file,
    `data: { path: photos, imageSize: 48${data} }
folds: { k: 2 }
budget: { trials: 1 }
recipe: { backbone: Pocket, weights: bundled, headEpochs: 2 }
space: { learningRate: [0.01] }
baseline: false
`,
  )
  return file
}

describe('plan', () => {
  test('tells how the images are read', async () => {
    const file = sweepIn(photos('float32', value => value / 255))
    const { code, stdout } = await printed(() => planCommand(file))
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /pictures +12 32-bit float images: 0 is read as black and 1 as white, which their values suggest/,
    )
  })

  test('refuses what has no certain meaning, with the range to write, whether it looks for duplicates or not', async () => {
    for (const data of ['', ', duplicates: none']) {
      const file = sweepIn(ct(), data)
      const { code, stderr } = await printed(() => planCommand(file))
      expect(code).toBe(2)
      expect(stderr).toContain('data.range: no rule says which values of these images are black and white')
      expect(stderr).toContain('data: { range: [-1000, 400] }')
    }
  })

  test('--json has it, too', async () => {
    const file = sweepIn(ct(), ', range: [-1000, 400]')
    const { stdout } = await printed(() => planCommand(file, { json: true }))
    expect(JSON.parse(stdout).pictureNotes).toEqual([
      {
        level: 'info',
        text: '12 16-bit signed images: -1000 is read as black and 400 as white, as data.range says',
      },
    ])
  })
})

test('a run is refused without the range, reads by it, keeps it in its journal and resumes on the same pixels', async () => {
  const folder = ct()
  sweepIn(folder)
  const common = ['--engine', 'wasm', '--workers', '1', '--plain']
  const refused = await nightsweep(folder, 'run', 'night.yaml', ...common)
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('no rule says which values of these images are black and white')

  const set = ['--set', 'data.range=[-1000, 400]']
  const run = await nightsweep(folder, 'run', 'night.yaml', '--name', 'ct', ...set, ...common)
  expect(run.stdout).toContain(
    '12 16-bit signed images: -1000 is read as black and 400 as white, as data.range says',
  )
  expect(run.code).toBe(0)

  const resumed = await nightsweep(folder, 'resume', 'ct', '--trials', '1', ...common)
  expect(resumed.stderr).toBe('')
  expect(resumed.code).toBe(0)
}, 60_000)

test('embed takes the range from its own option', async () => {
  const folder = ct()
  const common = [
    '--backbone',
    'Pocket',
    '--size',
    '32',
    '--engine',
    'wasm',
    '--workers',
    '1',
    '-o',
    'out.npy',
  ]
  const refused = await nightsweep(folder, 'embed', 'photos', ...common)
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('Say it, such as --range -1000,400')
  const { code, stdout } = await nightsweep(folder, 'embed', 'photos', '--range', '-1000,400', ...common)
  expect(code).toBe(0)
  expect(stdout).toContain('12 images')
  const wrong = await nightsweep(folder, 'embed', 'photos', '--range', '400', ...common)
  expect(wrong.stderr).toContain('two numbers are needed, the lower one first')
}, 60_000)
