import { type ExecFileException, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { requestOf } from '../../src/commands/embed-request.ts'
import { barText, progressBar } from '../../src/commands/progress-bar.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { loadBackbone } from '../../src/weights/load-backbone.ts'
import { computeActivations } from '../activations/compute-activations.ts'
import { decodeImage } from '../data/make.ts'
import { colourFolder, temporaryFolder } from '../setup/images.ts'

const cli = path.resolve(import.meta.dirname, '../../dist/cli.js')

interface Result {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function embed(...args: string[]): Promise<Result> {
  return new Promise(resolve => {
    execFile(process.execPath, [cli, 'embed', ...args], (error: ExecFileException | null, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    )
  })
}

/** Rows of a .npy file that this program wrote. */
function rowsOf(file: string): number[][] {
  const bytes = readFileSync(file)
  const [rows = 0, columns = 0] =
    /\((\d+), (\d+)\)/
      .exec(bytes.toString('latin1', 10, 128))
      ?.slice(1)
      .map(Number) ?? []
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => bytes.readFloatLE(128 + 4 * (row * columns + column))),
  )
}

test('every image that decodes is a row, every row is in the list, and the rest is told', async () => {
  const folder = await colourFolder(['blue, dark', 'red'], 2)
  writeFileSync(path.join(folder, 'red', 'broken.png'), 'not a picture')
  writeFileSync(path.join(folder, 'loose.png'), readFileSync(path.join(folder, 'red', '0.png')))
  const output = path.join(temporaryFolder(), 'new', 'out.npy')
  const args = ['--backbone', 'Pocket', '--size', '40', '--engine', 'wasm', '--workers', '2', '-o', output]
  const { code, stdout, stderr } = await embed(folder, ...args)
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('6 of 6') })
  expect(stdout).toContain('5 images')
  expect(stdout).toMatch(/1 left out:\n {2}red\/broken.png /)
  expect(readFileSync(output.replace('.npy', '.csv'), 'utf8')).toBe(
    'file,label\n"blue, dark/0.png","blue, dark"\n"blue, dark/1.png","blue, dark"\nloose.png,\nred/0.png,red\nred/1.png,red\n',
  )
  expect(readdirSync(path.dirname(output))).toHaveLength(2)
  const rows = rowsOf(output)
  await loadEngine('wasm', { threads: 1 })
  const pixels = await decodeImage(path.join(folder, 'red', '1.png'), 40)
  const expected = new Float32Array(80)
  await computeActivations(await loadBackbone('Pocket', 'bundled', 40, 0), pixels, { pool: true }, expected)
  expect(rows).toHaveLength(5)
  expect(rows[2]).toEqual(rows[3])
  for (const [i, value] of expected.entries()) expect(rows[4]?.[i]).toBeCloseTo(value, 4)
})

test('features of a layer inside are averaged, too', async () => {
  const folder = await colourFolder(['only'], 1)
  const output = path.join(temporaryFolder(), 'out.npy')
  const args = ['--backbone', 'Pocket', '--size', '32', '--engine', 'wasm', '--workers', '1', '-o', output]
  expect(await embed(folder, ...args, '--layer', 'block_2_add')).toMatchObject({ code: 0 })
  expect(rowsOf(output)[0]).toHaveLength(24)
})

test('Ctrl-C leaves nothing behind', async () => {
  const folder = await colourFolder(['only'], 2)
  const output = path.join(temporaryFolder(), 'out.npy')
  const child = spawn(process.execPath, [
    cli,
    'embed',
    folder,
    '--backbone',
    'VGG16',
    '--weights',
    'random',
    '-o',
    output,
  ])
  let stderr = ''
  child.stderr.on('data', (text: Buffer) => {
    const wasReady = stderr.includes('0 of 2')
    stderr += text.toString()
    if (!wasReady && stderr.includes('0 of 2')) child.kill('SIGINT')
  })
  expect(await once(child, 'exit')).toEqual([130, null])
  expect(stderr).toContain('interrupted; nothing was written')
  expect(readdirSync(path.dirname(output))).toEqual([])
})

test('a folder of files that are no images is refused, and nothing is written', async () => {
  const folder = temporaryFolder()
  mkdirSync(path.join(folder, 'a'))
  writeFileSync(path.join(folder, 'a', '1.jpg'), 'not a picture')
  const output = path.join(temporaryFolder(), 'out.npy')
  const { code, stderr } = await embed(
    folder,
    '--backbone',
    'Pocket',
    '--engine',
    'wasm',
    '--workers',
    '1',
    '-o',
    output,
  )
  expect(code).toBe(2)
  expect(stderr).toContain('none of the images can be read\n  a/1.jpg ')
  expect(existsSync(output)).toBe(false)
})

describe('what is asked for is checked first', () => {
  const request = async (flags: object) =>
    requestOf(await colourFolder(['only'], 1), { backbone: 'Pocket', ...flags })

  test('with defaults that fit the network', async () => {
    const folder = await colourFolder(['only'], 1)
    expect(await requestOf(folder, { backbone: 'Pocket' })).toMatchObject({
      size: 64,
      source: 'bundled',
      file: path.resolve(`${path.basename(folder)}-Pocket.npy`),
      dataset: { classes: ['only'] },
    })
    expect(await requestOf(folder, { weights: 'random' })).toMatchObject({
      backbone: 'MobileNetV2',
      size: 224,
    })
  })

  test.each([
    [{ layer: 'block_7_relu' }, /Pocket has no layer "block_7_relu"; did you mean block_\d_relu/],
    [{ output: 'features.csv' }, /written as .npy \(got features.csv\)/],
    [{ size: 8 }, /Pocket needs images of at least 32 pixels \(got 8\)/],
    [{ weights: 'none.safetensors' }, /no such weight file/],
    [{ padding: 'torch' }, /"bundled" say themselves/],
    [{ backbone: 'LayersModel' }, /LayersModel has no weights "imagenet"/],
    [{ backbone: undefined, weights: 'model.json' }, /the model cannot be read/],
  ])('%o', async (flags, message) => {
    await expect(request(flags)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(message),
    })
  })
})

test('progress is a bar on a terminal and a few lines elsewhere', () => {
  const progress = { label: 'Pocket: features', done: 30, total: 120 }
  expect(barText(progress)).toBe('Pocket: features  ━━━━━━──────────────────  30 of 120')
  const written: string[] = []
  const write = (text: string) => written.push(text)
  const terminal = progressBar({ isTTY: true, columns: 30, write })
  terminal.update(progress)
  terminal.clear()
  expect(written.splice(0)).toEqual([`\r\x1b[2K${barText(progress).slice(0, 29)}`, '\r\x1b[2K'])
  let now = 0
  const lines = progressBar({ write }, () => now)
  for (const [done, at] of [
    [0, 0],
    [30, 1000],
    [60, 6000],
    [90, 6100],
    [120, 6200],
  ] as const) {
    now = at
    lines.update({ ...progress, done })
  }
  expect(written).toEqual([0, 60, 120].map(done => `Pocket: features: ${done} of 120\n`))
})

test('how a table was read, and what was wrong with it, is told', async () => {
  const folder = await colourFolder(['blue', 'red'], 2)
  const rows = ['blue/0.png,blue,x', 'red/0.png,red,y', 'red/0.png,red,y']
  writeFileSync(path.join(folder, 'list.csv'), ['image,class,patient', ...rows].join('\n'))
  const output = path.join(temporaryFolder(), 'out.npy')
  const args = ['--backbone', 'Pocket', '--size', '40', '--engine', 'wasm', '--workers', '1', '-o', output]
  const { code, stdout } = await embed(path.join(folder, 'list.csv'), ...args)
  expect(code).toBe(0)
  expect(stdout).toContain('  list.csv: path from image, label from class, group from patient')
  expect(stdout).toContain('  warning: list.csv: 1 row is there twice and counted once')
})
