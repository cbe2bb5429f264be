import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Backbone } from '../../src/backbones/backbone.ts'
import type { Graph, Layer, Operation, Pad } from '../../src/backbones/graph.ts'
import { getBackbone } from '../../src/backbones/index.ts'
import { bytesAt, cutAt, layersBetween, multiplyAddsOf, parametersOf } from '../../src/backbones/measure.ts'
import { backboneNames } from '../../src/trial/backbone-names.ts'

/**
 * What Keras 3.15.1 says about its own models: sizes, parameters, multiply-adds, where blocks end with the bytes there,
 * and every layer in Keras' order with class, inputs, output, weights and settings. Dense layers are written as 1×1
 * convolutions, grouped ones as depthwise, and ConvNeXt's pairs of layers apart, as they are here.
 */
const folder = path.resolve(import.meta.dirname, '../fixtures/arch')
/** Of the widths that differ from the others in numbers only. */
const digests: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(path.join(folder, 'digests.json'), 'utf8'),
)

describe.each(backboneNames.filter(name => name !== 'Pocket'))('%s', name => {
  const backbone = getBackbone(name)
  const graph = backbone.build(backbone.defaultSize)

  test('is Keras’ own, layer by layer', () => {
    const file = path.join(folder, `${name}.txt`)
    const lines = describeGraph(backbone, graph)
    if (existsSync(file)) expect(lines).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'))
    else
      expect(
        createHash('sha256')
          .update(`${lines.join('\n')}\n`)
          .digest('hex')
          .slice(0, 16),
      ).toBe(digests[name])
  })

  test('can be cut at every depth', () => {
    for (let depth = 0; depth <= graph.cuts.length; depth++) {
      const cut = cutAt(graph, depth)
      const suffix = layersBetween(graph, cut)
      const prefix = layersBetween(graph, undefined, cut)
      expect(prefix.length + suffix.length).toBe(graph.layers.length - 1)
    }
  })

  test('builds at its smallest size and at odd ones, in both families', () => {
    for (const size of [backbone.minSize, backbone.defaultSize - 1])
      for (const family of ['keras', 'torch'] as const) {
        const other = backbone.build(size, family)
        expect(other.inputShape).toEqual([size, size, 3])
        expect(other.layers.at(-1)?.shape[2]).toBe(graph.layers.at(-1)?.shape[2])
        expect(other.cuts).toHaveLength(graph.cuts.length)
      }
  })
})

function describeGraph(backbone: Backbone, graph: Graph): string[] {
  return [
    `size ${backbone.defaultSize} ${backbone.minSize}`,
    `parameters ${parametersOf(graph)}`,
    `multiplyAdds ${multiplyAddsOf(graph)}`,
    ...graph.cuts.map(({ block, layer }) => `cut ${block} ${layer} ${bytesAt(graph, layer)}`),
    ...graph.layers.map(describeLayer),
  ]
}

function describeLayer(layer: Layer): string {
  const { name, className, inputs, shape, weights, operation } = layer
  const specs = weights.map(weight => `${weight.name} ${sides(weight.shape)}`).join(' ')
  return [name, className, inputs.join(), sides(shape), specs, settings(operation, className)].join('|')
}

function settings(operation: Operation, className: string): string {
  switch (operation.op) {
    case 'conv2d':
    case 'depthwiseConv2d':
      return words(`s${sides(operation.strides)}`, operation.padding, operation.activation)
    case 'maxPool':
    case 'avgPool':
      return words(sides(operation.size), `s${sides(operation.strides)}`, operation.padding)
    case 'batchNorm':
      return words(`${operation.epsilon}`, `${operation.momentum}`)
    case 'layerNorm':
      return `${operation.epsilon}`
    case 'activation':
      return operation.activation
    case 'zeroPad':
      return operation.padding.join()
    case 'scaledAdd':
      return `${operation.factor}`
    // A layer without a class of its own would hide what it does.
    case 'affine':
      return className === 'Add' || className === 'Multiply' ? '' : 'affine'
    default:
      return ''
  }
}

const sides = (shape: readonly number[]) => shape.join('x')
const words = (...parts: readonly (string | Pad | undefined)[]) =>
  parts.filter(part => part !== undefined).join(' ')
