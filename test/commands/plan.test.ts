import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { planCommand } from '../../src/commands/plan.ts'
import { folderWith } from '../sweep/files.ts'

const text = `data: { path: photos, imageSize: 96 }
folds: { k: 3 }
recipe: { headEpochs: 2, fineTuneEpochs: 1, weights: random }
space: { learningRate: [0.1, 0.01], unfreezeDepth: [0, 1] }
`

/** A folder of files that have the names of images; plan opens none. */
async function photos(counts: Readonly<Record<string, number>>): Promise<string> {
  const folder = await folderWith({ 'night.yaml': text })
  for (const [name, count] of Object.entries(counts)) {
    await mkdir(path.join(folder, 'photos', name))
    for (let i = 0; i < count; i++) await writeFile(path.join(folder, 'photos', name, `${i}.jpg`), 'x')
  }
  return path.join(folder, 'night.yaml')
}

async function run(file: string, options: Parameters<typeof planCommand>[1]) {
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    vi.spyOn(process[name], 'write').mockImplementation(chunk => {
      written[name] += String(chunk)
      return true
    })
  const code = await planCommand(file, { quick: true, ...options })
  vi.restoreAllMocks()
  return { code, ...written }
}

afterEach(() => vi.restoreAllMocks())

test('tells what will happen', async () => {
  const { code, stdout, stderr } = await run(await photos({ cat: 6, dog: 9 }), { engine: 'wasm', workers: 2 })
  expect(code).toBe(0)
  expect(stderr).toBe('')
  for (const line of [
    /^night$/m,
    /space +2 parameters, 4 configs in all/,
    /data +.*photos: 15 images of 2 classes, 96 px/,
    /folds +3: train on 10 images, validate on 5/,
    /trials +4 × 3 folds = 12 trainings/,
    /epochs +2 to 3 a fold/,
    /engine +wasm, 2 workers/,
    /memory +[\d.]+ GB of [\d.]+ GB may be used: images .*, activations .*, \d workers? ≤ .*GB/,
    /time +about .*, between .* and .*: .* once, then .* a trial/,
    /cat +6/,
    /dog +9/,
    /MobileNetV2 +depth 1 +block_16_project_BN/,
  ])
    expect(stdout).toMatch(line)
  expect(stdout.split('\n').filter(line => line.length > 120 && !line.includes('photos'))).toEqual([])
})

test('--json is the plan itself', async () => {
  const { stdout } = await run(await photos({ cat: 6, dog: 9 }), { json: true, workers: 1 })
  expect(JSON.parse(stdout)).toMatchObject({ name: 'night', trials: 4, workers: 1 })
  // What was used last on this machine, if anything was.
  expect(JSON.parse(stdout).engine).toMatch(/^(auto|wasm|webgpu|tensorflow)$/)
})

test('a class with too few images: exit code 2, told on standard error', async () => {
  const { code, stdout, stderr } = await run(await photos({ cat: 6, dog: 2 }), {})
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/"dog" has 2 images/)
})

test('several things are wrong: all are told', async () => {
  const file = await photos({ cat: 6, dog: 2 })
  const { code, stderr } = await run(file, { set: ['recipe.weights=bundled'] })
  expect(code).toBe(2)
  expect(stderr).toMatch(/only Pocket comes with weights/)
  expect(stderr).toMatch(/"dog" has 2 images/)
})

test('a wrong file is thrown, for the outermost handler to print', async () => {
  const file = await photos({ cat: 6, dog: 6 })
  await expect(planCommand(file, { set: ['folds.k=1'] })).rejects.toMatchObject({ where: '--set folds.k' })
  await expect(planCommand(file, { engine: 'cuda' })).rejects.toMatchObject({ where: '--engine' })
})

test('what only the images show is told with its place in the file', async () => {
  const file = await photos({ cat: 2, dog: 9 })
  const { code, stderr } = await run(file, {})
  expect(code).toBe(2)
  expect(stderr).toContain(`${file}:2:13: folds.k: The class "cat" has 2 images`)
  expect((await run(file, { set: ['folds.k=4'] })).stderr).toContain('--set folds.k: The class "cat"')
})
