import { expect, test } from 'vitest'
import { graphBuilder } from '../../src/backbones/build.ts'
import { getBackbone } from '../../src/backbones/index.ts'
import { layersBetween, parametersOf } from '../../src/backbones/measure.ts'
import { correctPad, samePad, windowed } from '../../src/backbones/shapes.ts'
import { backboneNames } from '../../src/trial/backbone-names.ts'

const norm = { epsilon: 1e-3, momentum: 0.9 }

test("layers come in Keras' order, not in that of their making, and get Keras' automatic names", () => {
  const g = graphBuilder('Forked', 32)
  const shortcut = g.batchNorm(g.conv(g.input, 8, { strides: 2 }), norm)
  const main = g.conv(g.conv(g.input, 4, { kernel: 3, strides: 2 }), 8)
  const forgotten = g.maxPool(main, { size: 2 })
  g.activation(g.add([main, shortcut]), 'relu', { className: 'ReLU' })
  expect(forgotten).toBe('max_pooling2d')
  expect(g.finish().layers.map(({ name }) => name)).toEqual([
    'input_layer',
    'conv2d_1',
    'conv2d',
    'conv2d_2',
    'batch_normalization',
    'add',
    're_lu',
  ])
})

test('shapes, weights and multiply-adds follow from the operations', () => {
  const g = graphBuilder('Shapes', 33)
  let x = g.conv(g.input, 8, { kernel: [3, 5], strides: 2, padding: 'valid', bias: true })
  expect(g.shapeOf(x)).toEqual([16, 15, 8])
  x = g.depthwise(x, { kernel: 3, strides: 2 })
  expect(g.shapeOf(x)).toEqual([8, 8, 8])
  x = g.concat([x, g.avgPool(x, { size: 3, strides: 1, padding: 'same' })])
  expect(g.shapeOf(g.multiply([x, g.globalAveragePool(x)]))).toEqual([8, 8, 16])
  const [, conv, depthwise] = g.finish().layers
  expect(conv?.weights).toEqual([
    { name: 'kernel', shape: [3, 5, 3, 8] },
    { name: 'bias', shape: [8] },
  ])
  expect(conv?.multiplyAdds).toBe(16 * 15 * 3 * 5 * 3 * 8)
  expect(depthwise?.weights).toEqual([{ name: 'kernel', shape: [3, 3, 8, 1] }])
  expect(depthwise?.multiplyAdds).toBe(8 * 8 * 3 * 3 * 8)
})

test('a graph that cannot be is refused by the name of its layer', () => {
  const g = graphBuilder('Wrong', 8)
  g.conv(g.input, 4, { name: 'first' })
  expect(() => g.conv(g.input, 4, { name: 'first' })).toThrow('Wrong has two layers called first')
  expect(() => g.conv('nowhere', 4)).toThrow('Wrong has no layer nowhere yet')
  expect(() => g.maxPool(g.input, { name: 'pool', size: 9 })).toThrow(
    'Wrong at 8 pixels leaves nothing at layer pool',
  )
})

test('windows and their padding are those of TensorFlow', () => {
  expect(windowed([10, 7, 1], [3, 3], [2, 2], 'same')).toEqual([5, 4])
  expect(samePad([10, 7, 1], [3, 3], [2, 2])).toEqual([
    [0, 1],
    [1, 1],
  ])
  expect(correctPad([10, 7, 1], 5)).toEqual([
    [1, 2],
    [2, 2],
  ])
})

test.each(backboneNames)('%s: every cut is one, at its smallest and its own size, in both families', name => {
  const backbone = getBackbone(name)
  expect(backbone.name).toBe(name)
  for (const family of ['keras', 'torch'] as const)
    for (const size of [backbone.minSize, backbone.minSize + 1, backbone.defaultSize]) {
      const graph = backbone.build(size, family)
      expect(graph.inputShape).toEqual([size, size, 3])
      expect(graph.cuts.at(-1)?.layer).toBe(graph.layers.at(-1)?.name)
      const sizes = graph.cuts.map(({ layer }) => layersBetween(graph, layer).length)
      expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => b - a))
      expect(sizes.at(-1)).toBe(0)
      const names = graph.layers.map(layer => layer.name)
      expect(graph.layers.every(({ inputs }, i) => inputs.every(input => names.indexOf(input) < i))).toBe(
        true,
      )
    }
})

test("torch's Inception has the gamma that Keras' lacks, one for each of its channels", () => {
  const { build } = getBackbone('InceptionV3')
  expect(parametersOf(build(75, 'torch')) - parametersOf(build(75, 'keras'))).toBe(17_216)
})

test.each(backboneNames)('%s is registered under its own name', name => {
  expect(getBackbone(name).name).toBe(name)
})
