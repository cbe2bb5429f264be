import { expect, test } from 'vitest'
import { findCuts } from '../../src/backbones/find-cuts.ts'
import type { Graph } from '../../src/backbones/graph.ts'
import { getBackbone } from '../../src/backbones/index.ts'
import { singleTensorLayers } from '../../src/backbones/single-tensor.ts'
import { backboneNames } from '../../src/trial/backbone-names.ts'

const graphOf = (name: (typeof backboneNames)[number]) =>
  getBackbone(name).build(getBackbone(name).defaultSize)
const layersOf = (cuts: Graph['cuts']) => cuts.map(({ layer }) => layer)

/** Whether the output can still be reached from the input when a layer is taken out. */
function isAvoidable({ layers }: Pick<Graph, 'layers'>, without: string): boolean {
  const reached = new Set<string>()
  for (const { name, inputs } of layers)
    if (name !== without && (inputs.length === 0 || inputs.some(input => reached.has(input))))
      reached.add(name)
  return reached.has(layers.at(-1)?.name ?? '')
}

test.each([
  'Pocket',
  'MobileNetV2-0.35',
  'MobileNetV3Small',
  'InceptionV3',
  'ResNet50',
  'EfficientNetB0',
] as const)('the single-tensor layers of %s are those that no path avoids', name => {
  const graph = graphOf(name)
  const unavoidable = graph.layers.filter(layer => !isAvoidable(graph, layer.name))
  expect(singleTensorLayers(graph.layers)).toEqual(unavoidable)
})

test.each(backboneNames)(
  'the blocks that are found in %s end where its declared ones do, and in few other places',
  name => {
    const graph = graphOf(name)
    const found = layersOf(findCuts(graph.layers))
    const declared = layersOf(graph.cuts)
    expect(found).toEqual(expect.arrayContaining(declared))
    expect(found.length - declared.length).toBeLessThanOrEqual(name === 'VGG16' ? 8 : 4)
    expect(singleTensorLayers(graph.layers).map(layer => layer.name)).toEqual(expect.arrayContaining(found))
  },
)

test('where networks are made of blocks, exactly these are found', () => {
  for (const name of [
    'MobileNetV2',
    'ResNet50',
    'EfficientNetB0',
    'MobileNetV3Large',
    'DenseNet121',
  ] as const) {
    const graph = graphOf(name)
    expect(layersOf(findCuts(graph.layers))).toEqual(layersOf(graph.cuts))
  }
})

test('a plain chain of convolutions has a block for each', () => {
  const { layers } = graphOf('VGG16')
  expect(layersOf(findCuts(layers)).slice(0, 5)).toEqual([
    'block1_conv1',
    'block1_pool',
    'block2_conv1',
    'block2_pool',
    'block3_conv1',
  ])
})
