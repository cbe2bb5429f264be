import { describe, expect, test } from 'vitest'
import { inputSizeOf } from '../../../src/backbones/layers-model/input-size.ts'
import { convertModel } from '../../../src/backbones/layers-model/layers-model.ts'
import { rootOf } from '../../../src/backbones/layers-model/model.ts'
import { conv, functional, input, layer, sequential } from './keras.ts'

const graphOf = (topology: unknown, size = 32) => convertModel('mine', topology, size).graph
const namesOf = (topology: unknown) => graphOf(topology).layers.map(({ name }) => name)
const pooled = layer('GlobalAveragePooling2D', 'gap', {}, 'b')
const scores = layer('Dense', 'scores', { units: 2, activation: 'softmax' }, 'gap')

describe('the head is dropped', () => {
  test('after global average pooling', () => {
    const graph = graphOf(functional([input(), conv('a', 'image'), conv('b', 'a'), pooled, scores]))
    expect(graph.layers.map(({ name }) => name)).toEqual(['input_layer', 'a', 'b'])
    expect(graph.cuts.map(cut => cut.layer)).toEqual(['a', 'b'])
  })

  test('with an average pooling or a dropout right before it, but not with a max pooling', () => {
    const pool = (className: string) =>
      functional([
        input(),
        conv('a', 'image'),
        layer(className, 'p', {}, 'a'),
        layer('Flatten', 'flat', {}, 'p'),
      ])
    expect(namesOf(pool('AveragePooling2D'))).toEqual(['input_layer', 'a'])
    expect(namesOf(pool('Dropout'))).toEqual(['input_layer', 'a'])
    expect(namesOf(pool('MaxPooling2D'))).toEqual(['input_layer', 'a', 'p'])
  })

  test('where two poolings of the same layer are joined', () => {
    const layers = [
      input(),
      conv('a', 'image'),
      layer('GlobalAveragePooling2D', 'average', {}, 'a'),
      layer('GlobalMaxPooling2D', 'most', {}, 'a'),
      layer('Concatenate', 'both', {}, 'average', 'most'),
      layer('Dense', 'scores', { units: 2 }, 'both'),
    ]
    expect(namesOf(functional(layers))).toEqual(['input_layer', 'a'])
  })

  test('that is convolutional, as in the first MobileNet', () => {
    const layers = [
      input(),
      conv('a', 'image'),
      layer('GlobalAveragePooling2D', 'gap', {}, 'a'),
      layer('Reshape', 'pixel', { target_shape: [1, 1, 4] }, 'gap'),
      conv('scores', 'pixel', { kernel_size: [1, 1], filters: 2 }),
      layer('Activation', 'softmax', { activation: 'softmax' }, 'scores'),
    ]
    expect(namesOf(functional(layers))).toEqual(['input_layer', 'a'])
  })

  test('but not a squeeze and excitation inside', () => {
    const layers = [
      input(),
      conv('a', 'image'),
      layer('GlobalAveragePooling2D', 'squeeze', {}, 'a'),
      layer('Reshape', 'pixel', { target_shape: [1, 1, 4] }, 'squeeze'),
      layer('Dense', 'excite', { units: 4, activation: 'sigmoid' }, 'pixel'),
      layer('Multiply', 'scaled', {}, 'a', 'excite'),
      layer('Flatten', 'flat', {}, 'scaled'),
    ]
    const graph = graphOf(functional(layers))
    expect(graph.layers.map(({ name }) => name)).toEqual([
      'input_layer',
      'a',
      'squeeze',
      'pixel',
      'excite',
      'scaled',
    ])
    expect(graph.layers.at(-1)?.shape).toEqual([32, 32, 4])
    expect(graph.layers.at(-2)?.weights).toEqual([
      { name: 'kernel', shape: [1, 1, 4, 4] },
      { name: 'bias', shape: [4] },
    ])
  })
})

test('models inside models are dissolved; equal names inside them stay apart', () => {
  const inner = (name: string) => functional([input(), conv('a', 'image'), conv('b', 'a')], name)
  const topology = sequential([
    { ...inner('first'), name: 'first' },
    inner('second'),
    sequential([layer('Flatten', 'flat'), layer('Dense', 'scores', { units: 2 })]),
  ])
  const { graph, nodeOf } = convertModel('mine', topology, 16)
  expect(graph.layers.map(({ name }) => name)).toEqual(['input_layer', 'a', 'b', 'second.a', 'second.b'])
  expect(nodeOf('second.a')?.path).toEqual(['stack', 'second', 'a'])
  expect(inputSizeOf(rootOf(topology))).toBe(32)
})

test("Keras 3's way of writing, and the oldest one, are understood", () => {
  const tensor = (name: string) => ({
    class_name: '__keras_tensor__',
    config: { keras_history: [name, 0, 0] },
  })
  const keras3 = {
    class_name: 'Functional',
    config: {
      name: 'net',
      layers: [
        layer('InputLayer', 'image', { batch_shape: [null, 48, 48, 3] }),
        { ...conv('a', ''), inbound_nodes: [{ args: [tensor('image')], kwargs: {} }] },
        { ...conv('b', ''), inbound_nodes: [{ args: [tensor('a')], kwargs: {} }] },
        { ...layer('Add', 'sum'), inbound_nodes: [{ args: [[tensor('a'), tensor('b')]], kwargs: {} }] },
      ],
      input_layers: ['image', 0, 0],
      output_layers: ['sum', 0, 0],
    },
  }
  expect(graphOf(keras3).layers.at(-1)).toMatchObject({ name: 'sum', inputs: ['a', 'b'] })
  expect(inputSizeOf(rootOf(keras3))).toBe(48)
  const { name: _, inbound_nodes: __, ...bare } = conv('a', '')
  expect(namesOf({ model_config: { class_name: 'Sequential', config: [bare] } })).toEqual([
    'input_layer',
    'a',
  ])
})

test('a separable convolution becomes two layers', () => {
  const separable = layer(
    'SeparableConv2D',
    's',
    { filters: 8, kernel_size: 3, strides: [2, 2], use_bias: false },
    'image',
  )
  const [, depthwise, pointwise] = graphOf(functional([input(), separable])).layers
  expect(depthwise).toMatchObject({
    name: 's_depthwise',
    shape: [15, 15, 3],
    weights: [{ shape: [3, 3, 3, 1] }],
  })
  expect(pointwise).toMatchObject({ name: 's', shape: [15, 15, 8], weights: [{ shape: [1, 1, 3, 8] }] })
})

test('every size that fits is built', () => {
  const topology = functional([
    input(),
    conv('a', 'image', { strides: 2, padding: 'valid' }),
    pooledFrom('a'),
  ])
  expect(graphOf(topology, 33).layers.at(-1)?.shape).toEqual([16, 16, 4])
  expect(() => graphOf(topology, 2)).toThrow('mine at 2 pixels leaves nothing at layer a')
})
const pooledFrom = (name: string) => layer('Flatten', 'flat', {}, name)

describe('what is not supported is named', () => {
  const a = conv('a', 'image')
  test.each([
    [
      [input(), layer('Conv2DTranspose', 'up', {}, 'image')],
      'layer up is a Conv2DTranspose, which is not supported',
    ],
    [
      [input(), conv('a', 'image', { dilation_rate: [2, 2] })],
      'layer a (Conv2D): dilation_rate [2,2] is not supported',
    ],
    [[input(), conv('a', 'image', { data_format: 'channels_first' })], 'data_format "channels_first"'],
    [[input(), conv('a', 'image', { groups: 2 })], 'layer a (Conv2D): groups 2 is not supported'],
    [
      [input(), conv('a', 'image', { activation: 'tanh' })],
      'layer a (Conv2D): activation "tanh" is not supported',
    ],
    [
      [input(), conv('a', 'image', { filters: undefined })],
      'layer a (Conv2D): filters missing is not supported',
    ],
    [[input(), a, layer('ReLU', 'r', { max_value: 3 }, 'a')], 'layer r (ReLU): max_value 3 is not supported'],
    [
      [input(), layer('DepthwiseConv2D', 'd', { kernel_size: 3, depth_multiplier: 2 }, 'image')],
      'depth_multiplier 2',
    ],
    [
      [input(), a, layer('BatchNormalization', 'n', { axis: 1 }, 'a')],
      'layer n (BatchNormalization): axis 1',
    ],
    [[input(), a, layer('Concatenate', 'c', { axis: 1 }, 'a', 'image')], 'layer c (Concatenate): axis 1'],
    [
      [input(), a, layer('Add', 'sum', {}, 'a', 'image')],
      'layer sum (Add) joins 32×32×4 and 32×32×3, which do not fit',
    ],
    [[input(), layer('Flatten', 'flat', {}, 'image')], 'nothing in it comes before the classifier'],
    [[input(), conv('a', 'nowhere')], 'model net refers to a layer nowhere that it does not have'],
    [[input(), conv('a', 'b'), conv('b', 'a')], 'is applied to its own output'],
    [
      [input(), input(undefined, 'depth'), layer('Add', 'sum', {}, 'image', 'depth')],
      'model net has two inputs, image and depth',
    ],
  ])('%#: %s', (layers, message) => {
    expect(() => graphOf(functional(layers))).toThrow(message)
  })

  test('a layer that is used twice', () => {
    const shared = { ...conv('a', 'image'), inbound_nodes: [[['image', 0, 0, {}]], [['a', 0, 0, {}]]] }
    expect(() => graphOf(functional([input(), shared]))).toThrow('layer a is used 2 times')
  })

  test('pictures that are not coloured', () => {
    const grey = functional([input([null, 28, 28, 1]), conv('a', 'image')])
    expect(() => inputSizeOf(rootOf(grey))).toThrow('its input is 28×28×1')
  })

  test('something else than a model', () => {
    expect(() => rootOf({ class_name: 'Dense', config: {} })).toThrow('its topology is a Dense, not a model')
    expect(() => rootOf([1, 2])).toThrow('no Keras configuration')
    expect(() => graphOf({ class_name: 'Sequential', config: {} })).toThrow(
      'no Keras configuration: Sequential.layers',
    )
  })
})
