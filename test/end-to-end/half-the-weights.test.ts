import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { getBackbone, namingsOf } from '../../src/backbones/index.ts'
import type { BackboneName } from '../../src/trial/backbone-names.ts'
import { colourFolder, temporaryFolder } from '../setup/images.ts'
import { safetensors, someValues, type Tensor, tensorsOf } from '../weights/files.ts'
import { nightsweep } from './project.ts'

let folder: string
let data: string

function tensorsFor(name: BackboneName): Record<string, Tensor> {
  const [, naming] = namingsOf(name)
  if (naming === undefined) throw new RangeError(`${name} has names of torchvision`)
  const graph = getBackbone(name).build(32, 'torch')
  return tensorsOf(graph, someValues(graph), naming)
}

const write = (name: string, bytes: Uint8Array | string) => writeFileSync(path.join(folder, name), bytes)

beforeAll(async () => {
  folder = temporaryFolder()
  data = await colourFolder(['red', 'green', 'blue'], 6)
  const tensors = tensorsFor('MobileNetV2-0.35')
  const good = safetensors(tensors)
  write('good.safetensors', good)
  write('cut.safetensors', good.subarray(0, good.length >> 1))
  const first = 'features.0.0.weight'
  const { shape = [] } = tensors[first] ?? {}
  write(
    'nan.safetensors',
    safetensors({ ...tensors, [first]: { shape, data: new Float32Array(432).fill(Number.NaN) } }),
  )
  write('wide.safetensors', safetensors(tensorsFor('MobileNetV2-0.5')))
  write('pointer.safetensors', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1665216\n')
})

/** A sweep over these weights; gives its name. */
function sweep(name: string, weights: readonly string[], more = ''): string {
  write(
    `${name}.yaml`,
    `data: { path: ${data}, imageSize: 32 }
folds: { k: 2 }
budget: { trials: 24 }
recipe: { backbone: MobileNetV2-0.35, headEpochs: 1 }
space:
  weights: [${weights.join(', ')}]
  learningRate: { min: 1e-3, max: 1e-1, scale: log }
sampler: { type: random }
pruner: { type: none }
finalists: false
${more}`,
  )
  return `${name}.yaml`
}

const bad = ['cut', 'nan', 'wide', 'pointer'].map(name => `${name}.safetensors`)
const reasons = [
  'MobileNetV2-0.35 with cut.safetensors: the file is cut short:',
  'MobileNetV2-0.35 with nan.safetensors: features.0.0.weight holds NaN',
  'MobileNetV2-0.35 with wide.safetensors: these are the weights of MobileNetV2-0.5, not of MobileNetV2-0.35',
  'MobileNetV2-0.35 with pointer.safetensors: it is a Git LFS pointer, the weights of 1.6 MB themselves were not fetched',
]
const advice = [
  'Download or export it again',
  'use another file',
  'Set backbone: MobileNetV2-0.5',
  'lfs pull --include "pointer.safetensors"',
]

interface Line {
  type: string
  text?: string
  config?: { weights?: string }
  sweep?: { unusable?: unknown[] }
}
const journalOf = (run: string): Line[] =>
  readFileSync(path.join(folder, 'runs', run, 'journal.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))

describe('half of the weight files are bad', () => {
  test('plan tells each with its reason and the way out, and goes on', async () => {
    const { code, stdout } = await nightsweep(
      folder,
      'plan',
      sweep('half', ['good.safetensors', ...bad]),
      '--quick',
    )
    expect(code).toBe(0)
    for (const text of [...reasons, ...advice]) expect(stdout).toContain(text)
    expect(stdout).toMatch(/good\.safetensors +fit, names of torchvision/)
    expect(stdout).toMatch(/cut\.safetensors +of no use: the file is cut short/)
  })

  test('run warns before it decodes, tries every config with the good ones, and can be verified', async () => {
    const { code, stdout } = await nightsweep(folder, 'run', 'half.yaml', '--plain', '--engine', 'wasm')
    expect(code).toBe(0)
    const journal = journalOf('half')
    const notes = journal.flatMap(({ type, text = '' }) => (type === 'note' ? [text] : []))
    for (const text of [...reasons, ...advice]) expect(notes.join('\n')).toContain(text)
    expect(journal[0]?.sweep?.unusable).toHaveLength(bad.length)
    const trials = journal.filter(({ type }) => type === 'trialStarted')
    expect(trials.length).toBe(25)
    expect(new Set(trials.map(({ config }) => path.basename(config?.weights ?? '')))).toEqual(
      new Set(['good.safetensors']),
    )
    expect(stdout).not.toMatch(/ failed/)
    expect((await nightsweep(folder, 'verify', 'half')).code).toBe(0)
  })

  test('what is enqueued with bad weights is left out like the rest', async () => {
    const enqueue =
      'enqueue:\n  - { weights: cut.safetensors, learningRate: 0.01 }\n  - { weights: good.safetensors, learningRate: 0.02 }\n'
    const file = sweep('queue', ['good.safetensors', 'cut.safetensors'], `baseline: false\n${enqueue}`)
    expect((await nightsweep(folder, 'run', file, '--plain', '--engine', 'wasm', '--trials', '3')).code).toBe(
      0,
    )
    const trials = journalOf('queue').filter(({ type }) => type === 'trialStarted')
    expect(trials.map(({ config }) => path.basename(config?.weights ?? ''))).toEqual(
      Array(3).fill('good.safetensors'),
    )
    expect(trials.some(({ config }) => JSON.stringify(config).includes('0.02'))).toBe(true)
  })
})

test('none is of use: all are told at once, exit code 2, and no run begins', async () => {
  const file = sweep('none', bad)
  for (const command of [
    ['plan', file, '--quick'],
    ['run', file, '--plain', '--engine', 'wasm'],
  ]) {
    const { code, stderr } = await nightsweep(folder, ...command)
    expect(code).toBe(2)
    expect(stderr).toContain('none of the 4 weights that this sweep could try is of use')
    for (const text of advice) expect(stderr).toContain(text)
  }
  expect(existsSync(path.join(folder, 'runs', 'none'))).toBe(false)
})

test('a file that breaks between two sessions fails its trials with the whole message', async () => {
  const whole = readFileSync(path.join(folder, 'good.safetensors'))
  write('second.safetensors', whole)
  const file = sweep('later', ['good.safetensors', 'second.safetensors'], 'baseline: false\n')
  expect((await nightsweep(folder, 'run', file, '--plain', '--engine', 'wasm', '--trials', '2')).code).toBe(0)
  write('second.safetensors', whole.subarray(0, 100_000))
  const { code, stdout } = await nightsweep(
    folder,
    'resume',
    'later',
    '--plain',
    '--engine',
    'wasm',
    '--trials',
    '14',
  )
  expect(code).toBe(0)
  expect(stdout).toContain(
    'trials with MobileNetV2-0.35 with second.safetensors will fail: the file is cut short',
  )
  const { trials } = JSON.parse((await nightsweep(folder, 'leaderboard', 'later', '--json')).stdout)
  const failed = trials.find(({ state }: { state: string }) => state === 'failed')
  const shown = await nightsweep(folder, 'show', 'later', String(failed.trial))
  expect(shown.stdout.replace(/\s+/g, ' ')).toMatch(
    /second\.safetensors: the file is cut short: 100,000 of .* → Download or export it again\./,
  )
  const { folds } = JSON.parse(
    (await nightsweep(folder, 'show', 'later', String(failed.trial), '--json')).stdout,
  )
  expect(folds[0].error).toMatch(/cut short.*\n→ Download/)
})
