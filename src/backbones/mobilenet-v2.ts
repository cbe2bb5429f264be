import type { BackboneName } from '../trial/backbone-names.ts'
import type { Backbone, Family, Published } from './backbone.ts'
import { convNorm, type NormStyle, relu, toEight } from './blocks.ts'
import { type GraphBuilder, graphBuilder } from './build.ts'
import { mobileNetV2Names } from './names/mobilenet-v2.ts'
import { correctPad, padAll } from './shapes.ts'

interface Style {
  readonly alpha: number
  readonly norm: NormStyle
  readonly padding: Family
}

/** Output channels at width 1, stride of the first, repetitions: table 2 of Sandler et al., arXiv:1801.04381. */
const stages = [
  [16, 1, 1],
  [24, 2, 2],
  [32, 2, 3],
  [64, 2, 4],
  [96, 1, 3],
  [160, 2, 3],
  [320, 1, 1],
] as const

/** Every width that Keras publishes. */
export const mobileNetV2s = {
  MobileNetV2: mobileNetV2('MobileNetV2', 1, { ...fileOf('1.0'), top1: 71.8, bytes: 9_406_464 }),
  'MobileNetV2-0.35': mobileNetV2('MobileNetV2-0.35', 0.35, {
    ...fileOf('0.35'),
    top1: 60.3,
    bytes: 2_019_640,
  }),
  'MobileNetV2-0.5': mobileNetV2('MobileNetV2-0.5', 0.5, { ...fileOf('0.5'), top1: 65.4 }),
  'MobileNetV2-0.75': mobileNetV2('MobileNetV2-0.75', 0.75, { ...fileOf('0.75'), top1: 69.8 }),
  'MobileNetV2-1.3': mobileNetV2('MobileNetV2-1.3', 1.3, { ...fileOf('1.3', [224]), top1: 74.4 }),
  'MobileNetV2-1.4': mobileNetV2('MobileNetV2-1.4', 1.4, { ...fileOf('1.4', [224]), top1: 75 }),
}

/** Keras publishes neither hashes nor, for most of them, lengths of these. Width as Keras prints it: 1.0, not 1. */
function fileOf(width: string, sizes = [224, 192, 160, 128, 96]) {
  const name = `mobilenet_v2_weights_tf_dim_ordering_tf_kernels_${width}_{size}_no_top.h5`
  return { path: `tensorflow/keras-applications/mobilenet_v2/${name}`, sizes }
}

/** MobileNetV2 as Keras builds it; `alpha` is its width. */
function mobileNetV2(name: BackboneName, alpha: number, official: Published): Backbone {
  return {
    name,
    defaultSize: 224,
    minSize: 32,
    preprocessing: 'tf',
    torchNames: mobileNetV2Names,
    official,
    build(size, family = 'keras', padding = family) {
      const g = graphBuilder(name, size)
      const norm = { epsilon: family === 'keras' ? 1e-3 : 1e-5, momentum: 0.999 }
      buildLayers(g, { alpha, norm, padding })
      return g.finish()
    },
  }
}

function buildLayers(g: GraphBuilder, style: Style): void {
  const { alpha, norm, padding } = style
  let x = convNorm(g, g.input, toEight(32 * alpha), { conv: 'Conv1', norm: 'bn_Conv1' }, norm, {
    kernel: 3,
    strides: 2,
    padding: padding === 'torch' ? padAll(1) : 'same',
  })
  x = relu6(g, x, 'Conv1_relu')
  g.cut('Conv1', x)
  let block = 0
  for (const [channels, firstStride, repetitions] of stages)
    for (let i = 0; i < repetitions; i++)
      x = invertedResidual(g, x, toEight(channels * alpha), i === 0 ? firstStride : 1, block++, style)
  const names = { conv: 'Conv_1', norm: 'Conv_1_bn' }
  x = convNorm(g, x, alpha > 1 ? toEight(1280 * alpha) : 1280, names, norm, { padding: 'valid' })
  g.cut('Conv_1', relu6(g, x, 'out_relu'))
}

/** Expand six-fold, depthwise, project; the input is added where the shape allows. */
function invertedResidual(
  g: GraphBuilder,
  input: string,
  filters: number,
  stride: 1 | 2,
  block: number,
  { norm, padding }: Style,
): string {
  const name = block === 0 ? 'expanded_conv' : `block_${block}`
  const part = (suffix: string) => ({ conv: `${name}_${suffix}`, norm: `${name}_${suffix}_BN` })
  const channels = g.shapeOf(input)[2]
  let x = input
  if (block > 0) {
    x = convNorm(g, x, 6 * channels, part('expand'), norm)
    x = relu6(g, x, `${name}_expand_relu`)
  }
  if (stride === 2) {
    const zeros = padding === 'torch' ? padAll(1) : correctPad(g.shapeOf(x), 3)
    x = g.zeroPad(x, zeros, { name: `${name}_pad` })
  }
  x = g.depthwise(x, {
    name: `${name}_depthwise`,
    kernel: 3,
    strides: stride,
    padding: stride === 2 ? 'valid' : 'same',
  })
  x = g.batchNorm(x, { ...norm, name: `${name}_depthwise_BN` })
  x = relu6(g, x, `${name}_depthwise_relu`)
  x = convNorm(g, x, filters, part('project'), norm)
  if (stride === 1 && channels === filters) x = g.add([input, x], { name: `${name}_add` })
  g.cut(name, x)
  return x
}

const relu6 = (g: GraphBuilder, x: string, name: string) => relu(g, x, name, 'relu6')
