import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getBackbone, namingsOf } from '../../src/backbones/index.ts'
import { downloadBar, progressText } from '../../src/commands/weights-progress.ts'
import { officialFile } from '../../src/weights/official.ts'
import { fileOf, kerasFile, kerasLayers, safetensors, someValues, tensorsOf } from '../weights/files.ts'
import { plain, type Server, serve, status } from '../weights/server.ts'

const cli = path.resolve(import.meta.dirname, '../../dist/cli.js')
const cache = mkdtempSync(path.join(tmpdir(), 'nightsweep-cache-'))
const official = 'mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.5_96_no_top.h5'
const backbone = getBackbone('MobileNetV2-0.5')
const graph = backbone.build(96)
const values = someValues(graph)
let kerasWeights = ''
let server: Server

beforeAll(async () => {
  kerasWeights = await kerasFile(kerasLayers(graph, values))
  const good = plain(readFileSync(kerasWeights))
  server = await serve((request, response) =>
    request.url?.includes('_0.5_') ? good(request, response) : status(404)(request, response),
  )
})
afterAll(() => server.close())

function nightsweep(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, NIGHTSWEEP_CACHE: cache, NIGHTSWEEP_WEIGHTS_URL: server.url, http_proxy: '' }
  return new Promise(resolve =>
    execFile(process.execPath, [cli, 'weights', ...args], { env, maxBuffer: 1e8 }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    ),
  )
}

test('list: what there is and what is here', async () => {
  const text = await nightsweep('list')
  expect(text).toMatchObject({ code: 0, stderr: '' })
  expect(text.stdout).toMatch(/VGG16 +224 +56\.2 MB +– +71\.3 +vgg16_weights/)
  expect(text.stdout).not.toMatch(/Pocket/)
  const all = JSON.parse((await nightsweep('list', '--json')).stdout)
  expect(all.official).toHaveLength(33)
  expect(all.official.find((entry: { backbone: string }) => entry.backbone === 'ResNet50')).toMatchObject({
    size: 224,
    bytes: 94_765_736,
    hash: 'md5:4d473c1dd8becc155b73f8504c6f6626',
    cached: false,
    top1: 74.9,
  })
})

test('pull: fetches what can be fetched, and the exit code tells of the rest', async () => {
  const { code, stdout, stderr } = await nightsweep('pull', 'mobilenetv2-0.5', 'VGG16', '--size', '128')
  expect(code).toBe(1)
  expect(stdout).toMatch(/^MobileNetV2-0\.5: .*_0\.5_128_no_top\.h5\n$/)
  expect(stderr).toMatch(/fetching .*_0\.5_128_no_top\.h5/)
  expect(stderr).toMatch(/VGG16: the official weights cannot be downloaded: the server answered 404/)
  expect(stderr).toMatch(/put it: .*vgg16_weights.*\n→ /)
  expect((await nightsweep('list')).stdout).toMatch(/MobileNetV2-0\.5 +128 +2\.\d MB +here/)
})

test.each([
  [['pull'], /no backbone is named/],
  [['pull', 'ResNet5'], /"ResNet5" is not a backbone; did you mean ResNet50\?/],
  [['pull', 'Pocket'], /no ImageNet weights for Pocket/],
  [['pull', 'VGG16', '--size', 'large'], /whole number/],
  [['import', 'nowhere.h5'], /no such file/],
  [['import', 'x.h5', '--backbone', 'VGG'], /did you mean VGG16/],
])('%j is told what is wrong', async (args, reason) => {
  const { code, stderr } = await nightsweep(...args)
  expect(code).toBeGreaterThan(0)
  expect(stderr).toMatch(reason)
  expect(stderr).not.toMatch(/\n\s+at /)
})

test('import: a file under the official name where no hash is published is what imagenet uses', async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'nightsweep-import-')), official)
  copyFileSync(kerasWeights, file)
  const { code, stdout } = await nightsweep('import', file, '--backbone', 'MobileNetV2-0.5')
  expect(stdout).toMatch(/names of Keras, preprocessing tf/)
  expect(stdout).toMatch(/`weights: imagenet` uses it for inputs of 96 pixels/)
  expect(code).toBe(0)
  expect(existsSync(path.join(cache, 'weights', official))).toBe(true)
  const pulled = await nightsweep('pull', 'MobileNetV2-0.5', '--size', '96')
  expect(pulled).toMatchObject({ code: 0, stderr: '' })
})

test('import: other weights keep their name, and the line for the file is printed', async () => {
  const [, torch] = namingsOf('MobileNetV2-0.5')
  if (torch === undefined) throw new RangeError('MobileNetV2 has names of torchvision')
  const file = await fileOf(safetensors(tensorsOf(graph, values, torch)), '.safetensors')
  const { code, stdout } = await nightsweep('import', file)
  expect(stdout).toMatch(
    /^MobileNetV2-0\.5: all 706,224 weights, names of torchvision, preprocessing torch\n/,
  )
  const kept = path.join(cache, 'weights', 'imported', path.basename(file))
  expect(stdout).toContain(`  weights: { MobileNetV2-0.5: "${kept}" }`)
  expect(code).toBe(0)
  expect(readFileSync(kept).equals(readFileSync(file))).toBe(true)
})

test('import: weights of another backbone than was asked for, and the advice followed', async () => {
  const [, torch] = namingsOf('MobileNetV2-0.5')
  if (torch === undefined) throw new RangeError('MobileNetV2 has names of torchvision')
  const file = await fileOf(safetensors(tensorsOf(graph, values, torch)), '.safetensors')
  const { code, stderr } = await nightsweep('import', file, '--backbone', 'MobileNetV2')
  expect(code).toBe(2)
  expect(stderr).toMatch(/these are the weights of MobileNetV2-0\.5, not of MobileNetV2\n/)
  const [, name = ''] = /→ Say so: --backbone (\S+)/.exec(stderr) ?? []
  expect(await nightsweep('import', file, '--backbone', name)).toMatchObject({ code: 0, stderr: '' })
})

test('import: a broken file is refused and not kept', async () => {
  const file = await fileOf(readFileSync(kerasWeights).subarray(0, 100_000), '.h5')
  const { code, stdout, stderr } = await nightsweep('import', file)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/the file is cut short: 100,000 of/)
  expect(existsSync(path.join(cache, 'weights', 'imported', path.basename(file)))).toBe(false)
})

test.each([
  ['in the network', { 'features.0.0.weight': true }],
  ['in a classifier on top, which no network reads', { 'classifier.1.weight': false }],
])('import: a number that is none %s is refused with the name of its tensor', async (_, places) => {
  const [, torch] = namingsOf('MobileNetV2-0.5')
  if (torch === undefined) throw new RangeError('MobileNetV2 has names of torchvision')
  const tensors = tensorsOf(graph, values, torch)
  const [[name, isThere] = ['', false]] = Object.entries(places)
  expect(name in tensors).toBe(isThere)
  const { shape, data } = tensors[name] ?? { shape: [2, 2], data: new Float32Array(4) }
  const spoilt = new Float32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength))
  spoilt[1] = Number.NaN
  const file = await fileOf(safetensors({ ...tensors, [name]: { shape, data: spoilt } }), '.safetensors')
  const { code, stdout, stderr } = await nightsweep('import', file)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(`${name} holds NaN`)
  expect(existsSync(path.join(cache, 'weights', 'imported', path.basename(file)))).toBe(false)
})

test('the progress bar, on a terminal and elsewhere', () => {
  const file = officialFile('VGG16')
  if (file === undefined) throw new RangeError('VGG16 has weights')
  const half = { file, received: 29_444_628, total: 58_889_256, waiting: false }
  expect(progressText(half)).toBe('VGG16  ━━━━━━━━━━━━────────────  28.1 MB of 56.2 MB')
  expect(progressText({ ...half, waiting: true })).toMatch(/^VGG16 \(by another process\)/)
  expect(progressText({ ...half, total: undefined })).toBe('VGG16  28.1 MB')
  const screen = { text: '', columns: 40, write: (text: string) => (screen.text += text) }
  const bar = downloadBar({ ...screen, isTTY: true, write: screen.write })
  bar.update(half)
  bar.update(half)
  bar.clear()
  expect(screen.text.split('\r\x1b[2K').map(line => line.length)).toEqual([0, 39, 0])
  screen.text = ''
  const plainBar = downloadBar({ write: screen.write })
  for (let i = 0; i < 3; i++) plainBar.update(half)
  expect(screen.text).toBe('VGG16: fetching vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5 (56.2 MB)\n')
})
