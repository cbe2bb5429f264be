import { existsSync } from 'node:fs'
import { copyFile, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { getBackbone, namingsOf } from '../../src/backbones/index.ts'
import { type BackboneName, backboneNames } from '../../src/trial/backbone-names.ts'
import { verdictsOn } from '../../src/weights/check-file.ts'
import { fileOf, kerasFile, kerasLayers, safetensors, someValues, type Tensor, tensorsOf } from './files.ts'

type Tensors = Readonly<Record<string, Tensor>>

/** All that is needed as the last naming of a backbone has it: timm's where there is one. */
function tensorsFor(name: BackboneName): Tensors {
  const naming = namingsOf(name).at(-1)
  if (naming === undefined) throw new RangeError(`${name} has no naming`)
  const graph = getBackbone(name).build(getBackbone(name).defaultSize, naming.family)
  return tensorsOf(graph, someValues(graph), naming)
}

const small = (...shape: number[]): Tensor => ({
  shape,
  data: new Float32Array(shape.reduce((product, side) => product * side, 1)),
})
const write = (all: Tensors) => fileOf(safetensors(all), '.safetensors')

async function verdictOn(file: string, backbone: BackboneName, size = 96) {
  const [verdict] = await verdictsOn({ file, pairs: [{ backbone, source: file, size }] })
  if (verdict === undefined) throw new RangeError('no verdict')
  return verdict
}

async function refusalOf(file: string, backbone: BackboneName) {
  const verdict = await verdictOn(file, backbone)
  if (verdict.fits) throw new RangeError('it fits')
  return verdict.error
}

describe('weights of another backbone are told with its name, and that fits', () => {
  const light = backboneNames.filter(name => !['VGG16', 'InceptionResNetV2', 'ConvNeXtTiny'].includes(name))
  test.each(light)('%s', async name => {
    const file = await write(tensorsFor(name))
    const asked = name === 'ResNet50' ? 'VGG16' : 'ResNet50'
    const error = await refusalOf(file, asked)
    expect(error).toMatchObject({
      message: `these are the weights of ${name}, not of ${asked}`,
      next: `Set backbone: ${name} for this file, or give weights of ${asked}.`,
      where: file,
    })
    const followed = /backbone: (\S+)/.exec(error.next ?? '')?.[1] as BackboneName
    expect(await verdictOn(file, followed, getBackbone(followed).defaultSize)).toMatchObject({ fits: true })
  })

  test('an h5 file of Keras, too', async () => {
    const graph = getBackbone('MobileNetV2-0.5').build(96)
    const file = await kerasFile(kerasLayers(graph, someValues(graph)))
    expect((await refusalOf(file, 'MobileNetV2')).message).toBe(
      'these are the weights of MobileNetV2-0.5, not of MobileNetV2',
    )
  })

  test('after a prefix and beside a head, too', async () => {
    const all = Object.entries(tensorsFor('MobileNetV2-0.35')).map(([name, tensor]) => [
      `net.${name}`,
      tensor,
    ])
    const file = await write({ ...Object.fromEntries(all), 'head.weight': small(2, 1280) })
    expect((await refusalOf(file, 'MobileNetV2-1.4')).message).toMatch(
      /^these are the weights of MobileNetV2-0\.35,/,
    )
  })
})

/** MobileNetV2 of a width that is not here: as many channels as torchvision would give it. */
function ofWidth(width: number): Tensors {
  const round = (channels: number) => Math.max(8, Math.round((channels * width) / 8) * 8)
  return Object.fromEntries(
    Object.entries(tensorsFor('MobileNetV2')).map(([name, { shape }]) => [
      name,
      small(...shape.map(side => (side > 7 ? round(side) : side))),
    ]),
  )
}

describe('what no backbone has is told as what it is', () => {
  test.each([0.25, 0.6, 1.1, 2])('MobileNetV2 of width %d', async width => {
    const { message, next } = await refusalOf(await write(ofWidth(width)), 'MobileNetV2')
    const told = Number(/^these are weights of a MobileNetV2 of width ([\d.]+)$/.exec(message)?.[1])
    expect(Math.abs(told - width)).toBeLessThan(0.1 * width)
    expect(next).toMatch(/there are MobileNetV2, MobileNetV2-0\.35, .* and MobileNetV2-1\.4\./)
  })

  test.each<[string, Tensors, RegExp, RegExp]>([
    [
      'a head alone',
      { 'fc.weight': small(2, 512), 'fc.bias': small(2) },
      /a head without a backbone/,
      /trained anew/,
    ],
    [
      'a classifier of two layers',
      { 'classifier.0.weight': small(9, 9), 'classifier.3.weight': small(2, 9) },
      /a head without/,
      /backbone/,
    ],
    [
      'LoRA',
      { 'base_model.model.layer1.0.conv1.lora_A.weight': small(8, 64, 1, 1) },
      /LoRA/,
      /merge_and_unload/,
    ],
    [
      'LoRA as kohya names it',
      { 'lora_unet_down.lora_down.weight': small(8, 64) },
      /LoRA/,
      /merge_and_unload/,
    ],
    [
      'an optimizer',
      { 'state.0.exp_avg': small(64, 3, 7, 7), 'state.0.exp_avg_sq': small(64, 3, 7, 7) },
      /memory of an optimizer/,
      /model\.safetensors/,
    ],
    [
      'quantised weights',
      { 'conv1.qweight': small(4, 4), 'conv1.qzeros': small(4) },
      /quantised/,
      /before they were quantised/,
    ],
  ])('%s', async (_, all, reason, advice) => {
    const { message, next } = await refusalOf(await write(all), 'ResNet50')
    expect(message).toMatch(reason)
    expect(next).toMatch(advice)
  })

  test('a network that is nearly one of ours: which one', async () => {
    const { 'layer4.2.conv3.weight': _, ...rest } = tensorsFor('ResNet50')
    const error = await refusalOf(await write(rest), 'ResNet50')
    expect(error.message).toBe('it lacks 1 of the weights of ResNet50')
    expect(error.details).toContain('layer4.2.conv3.weight')
    expect(error.details.at(-1)).toMatch(/most like ResNet50: it has 99 % of the names/)
  })
})

/** As built: its child process is a compiled file. */
const { checkWeightFiles }: typeof import('../../src/weights/check.ts') = await import(
  new URL('../../dist/weights/check.js', import.meta.url).href
)

describe('many files are checked in one go', () => {
  test('in their order, told one by one; each with all its backbones', async () => {
    const good = await write(tensorsFor('MobileNetV2-0.35'))
    const text = await fileOf('<html><title>Sign in</title>', '.safetensors')
    const seen: number[] = []
    const verdicts = await checkWeightFiles(
      [good, text, good].map(file => ({
        file,
        pairs: (['MobileNetV2-0.35', 'MobileNetV2'] as const).map(backbone => ({
          backbone,
          source: file,
          size: 64,
        })),
      })),
      { onChecked: count => seen.push(count) },
    )
    expect(verdicts.map(each => each.map(({ fits }) => fits))).toEqual([
      [true, false],
      [false, false],
      [true, false],
    ])
    expect(seen).toEqual([1, 2, 3])
    expect(verdicts[1]?.[1]).toMatchObject({
      error: { message: 'it is a web page, not weights', details: ['its title is "Sign in"'] },
    })
  })

  test('the real files', async ({ skip }) => {
    const shared = path.resolve(import.meta.dirname, '../../../shared/weights')
    skip(!existsSync(shared), `${shared} is not there`)
    const file = path.join(shared, 'mobilenet_v2_1.0.safetensors')
    expect(await verdictOn(file, 'MobileNetV2')).toMatchObject({
      fits: true,
      leftOut: ['classifier (2 tensors)'],
    })
    const narrow = path.join(await mkdtemp(path.join(tmpdir(), 'nightsweep-')), 'weights.bin')
    await copyFile(path.join(shared, 'mobilenet_v2_0.35_keras_notop.safetensors'), narrow)
    expect(await refusalOf(narrow, 'MobileNetV2')).toMatchObject({
      next: 'Set backbone: MobileNetV2-0.35 for this file, or give weights of MobileNetV2.',
    })
  })
})
