import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { getBackbone, namingsOf } from '../../src/backbones/index.ts'
import type { BackboneName } from '../../src/trial/backbone-names.ts'
import { backboneNames } from '../../src/trial/backbone-names.ts'
import { torchOrder } from '../../src/weights/transform.ts'
import { facts } from '../setup/facts.ts'

/** Maps between Keras' and torch's names, made from both libraries' own models. */
const maps: readonly (readonly [file: string, backbone: BackboneName, library: string])[] = [
  ['mobilenet_v2.torchvision', 'MobileNetV2', 'torchvision'],
  ['mobilenet_v2_1.0.timm', 'MobileNetV2', 'timm'],
  ['mobilenet_v2_0.35.timm', 'MobileNetV2-0.35', 'timm'],
  ['mobilenet_v2_0.5.timm', 'MobileNetV2-0.5', 'timm'],
  ['mobilenet_v2_1.4.timm', 'MobileNetV2-1.4', 'timm'],
  ['resnet50.torchvision', 'ResNet50', 'torch'],
  ['resnet50.timm', 'ResNet50', 'torch'],
  ['vgg16.torchvision', 'VGG16', 'torch'],
  ['vgg16.timm', 'VGG16', 'torch'],
  ['inception_v3.torchvision', 'InceptionV3', 'torch'],
  ['inception_v3.timm', 'InceptionV3', 'torch'],
  ['inception_resnet_v2.timm', 'InceptionResNetV2', 'timm'],
  ['efficientnetb0.torchvision', 'EfficientNetB0', 'torchvision'],
  ['efficientnetb0.timm', 'EfficientNetB0', 'timm'],
  ['mobilenet_v3_large.torchvision', 'MobileNetV3Large', 'torchvision'],
  ['mobilenet_v3_large.timm', 'MobileNetV3Large', 'timm'],
  ['mobilenet_v3_small.torchvision', 'MobileNetV3Small', 'torchvision'],
  ['mobilenet_v3_small.timm', 'MobileNetV3Small', 'timm'],
  ['densenet121.torchvision', 'DenseNet121', 'torch'],
  ['densenet121.timm', 'DenseNet121', 'torch'],
  ['convnext_tiny.torchvision', 'ConvNeXtTiny', 'torchvision'],
  ['convnext_tiny.timm', 'ConvNeXtTiny', 'timm'],
]

/** Digests of what the maps say, so that the names are checked where the maps are not at hand. */
const digests: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../fixtures/torch-names.json'), 'utf8'),
)

const kinds: Readonly<Record<string, string>> = { '2,3,1,0': 'conv', '2,3,0,1': 'dw', '1,0': 'dense' }

/** `key ← layer, weight, layout`, of all weights of a backbone, sorted. */
function computed(backbone: BackboneName, library: string): string[] {
  const naming = namingsOf(backbone).find(candidate => candidate.library === library)
  if (naming === undefined) throw new RangeError(`${backbone} has no names of ${library}`)
  return getBackbone(backbone)
    .build(224, 'torch')
    .layers.flatMap(layer =>
      layer.weights.map(spec => {
        const order = torchOrder(layer, spec)
        const isCopy = order.every((from, axis) => from === axis)
        const layout = isCopy ? 'same' : (kinds[order.join()] ?? '?')
        return `${naming.keyOf(layer, spec.name) ?? '0'} ← ${layer.name}/${spec.name} ${layout}`
      }),
    )
    .sort()
}

type Row = readonly [layer: string, index: number | string, key: string | null, transform: string]
const top = /^(predictions|logits|fc\d|conv_2|convnext_tiny_head_dense)$/

/** The same from a map. */
function expected(backbone: BackboneName, rows: readonly Row[]): string[] {
  const graph = getBackbone(backbone).build(224, 'torch')
  const byName = new Map(graph.layers.map(layer => [layer.name, layer]))
  return rows
    .filter(([layer]) => !top.test(layer))
    .map(([layer, index, key, transform]) => {
      const [name, position] = place(layer, index)
      const weights = byName.get(name)?.weights ?? []
      // In torch's graph every batch norm has a gamma, which the map counts where Keras has none.
      const hasGammaRow = rows.some(([other, which]) => other === layer && String(which).startsWith('gamma'))
      const weight = String(index).startsWith('gamma')
        ? 'gamma'
        : weights[Number(position) + (hasGammaRow ? 1 : 0)]?.name
      return `${key ?? '0'} ← ${name}/${weight} ${layoutOf(transform)}`
    })
    .sort()
}

const layoutOf = (transform: string) =>
  ({ gconv: 'dw', dense: 'conv', squeeze: 'same', zeros: 'same' })[transform] ?? transform

/** Keras' ConvNeXt keeps a convolution and a norm in one layer. */
function place(layer: string, index: number | string): readonly [string, number | string] {
  const [, prefix, block] = /^(convnext_tiny_(?:stem|downsampling))(?:_block_(\d))?$/.exec(layer) ?? []
  if (layer === 'convnext_tiny_head_layernorm') return ['layer_normalization', index]
  if (prefix === undefined || typeof index !== 'number') return [layer, index]
  const isConv = block === undefined ? index < 2 : index >= 2
  return [`${prefix}_${isConv ? 'conv' : 'layernorm'}${block === undefined ? '' : `_${block}`}`, index % 2]
}

const digest = (lines: readonly string[]) =>
  createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16)

describe.each(maps)('%s', (file, backbone, library) => {
  const map = path.join(facts, 'maps', `${file}.json`)

  test('agrees with the map, line by line', ({ skip }) => {
    skip(!existsSync(map), `${map} is not there`)
    const { rows } = JSON.parse(readFileSync(map, 'utf8')) as { rows: Row[] }
    expect(computed(backbone, library)).toEqual(expected(backbone, rows))
  })

  test('has the digest of the map', () => {
    expect(digest(computed(backbone, library))).toBe(digests[file])
  })
})

test('no two weights of a backbone share a tensor', () => {
  for (const backbone of backboneNames)
    for (const naming of namingsOf(backbone)) {
      const { layers } = getBackbone(backbone).build(224, naming.family)
      const keys = layers.flatMap(layer =>
        layer.weights.flatMap(({ name }) => naming.keyOf(layer, name) ?? []),
      )
      expect(new Set(keys).size, `${backbone} ${naming.library}`).toBe(keys.length)
    }
})

test('well-known names are what they are', () => {
  const key = (
    backbone: BackboneName,
    library: string,
    name: string,
    weight: 'kernel' | 'moving_variance',
  ) => {
    const layer = getBackbone(backbone)
      .build(224, 'torch')
      .layers.find(candidate => candidate.name === name)
    const naming = namingsOf(backbone).find(candidate => candidate.library === library)
    return layer && naming?.keyOf(layer, weight)
  }
  expect(key('MobileNetV2', 'torchvision', 'block_3_project_BN', 'moving_variance')).toBe(
    'features.4.conv.3.running_var',
  )
  expect(key('MobileNetV2', 'timm', 'block_16_depthwise', 'kernel')).toBe('blocks.6.0.conv_dw.weight')
  expect(key('ResNet50', 'torch', 'conv4_block1_0_conv', 'kernel')).toBe('layer3.0.downsample.0.weight')
  expect(key('VGG16', 'torch', 'block5_conv3', 'kernel')).toBe('features.28.weight')
  expect(key('MobileNetV2', 'Keras', 'block_3_project_BN', 'moving_variance')).toBe(
    'block_3_project_BN/moving_variance',
  )
})
