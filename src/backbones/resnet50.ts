import type { Backbone, Family } from './backbone.ts'
import { convNorm, type NormStyle } from './blocks.ts'
import { type GraphBuilder, graphBuilder } from './build.ts'
import { resNet50Names } from './names/resnet50.ts'
import { padAll } from './shapes.ts'

interface Style {
  readonly norm: NormStyle
  /** Keras has version 1 (stride in the first 1×1 convolution), torch 1.5 (in the 3×3 one). */
  readonly family: Family
  readonly padding: Family
}

/** Channels inside the bottleneck and number of blocks: table 1 of He et al., arXiv:1512.03385. */
const stages = [
  [64, 3],
  [128, 4],
  [256, 6],
  [512, 3],
] as const

export const resNet50: Backbone = {
  name: 'ResNet50',
  defaultSize: 224,
  minSize: 32,
  preprocessing: 'caffe',
  torchNames: resNet50Names,
  official: {
    path: 'tensorflow/keras-applications/resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5',
    bytes: 94_765_736,
    md5: '4d473c1dd8becc155b73f8504c6f6626',
    top1: 74.9,
    top5: 92.1,
  },
  build(size, family = 'keras', padding = family) {
    const g = graphBuilder('ResNet50', size)
    const norm = { epsilon: family === 'keras' ? 1.001e-5 : 1e-5, momentum: 0.99 }
    let x = stem(g, norm)
    stages.forEach(([filters, blocks], i) => {
      for (let block = 1; block <= blocks; block++) {
        const stride = block === 1 && i > 0 ? 2 : 1
        x = bottleneck(g, x, filters, stride, `conv${i + 2}_block${block}`, { norm, family, padding })
      }
    })
    return g.finish()
  },
}

function stem(g: GraphBuilder, norm: NormStyle): string {
  let x = g.zeroPad(g.input, padAll(3), { name: 'conv1_pad' })
  const names = { conv: 'conv1_conv', norm: 'conv1_bn' }
  x = convNorm(g, x, 64, names, norm, { kernel: 7, strides: 2, padding: 'valid', bias: true })
  x = g.activation(x, 'relu', { name: 'conv1_relu' })
  x = g.zeroPad(x, padAll(1), { name: 'pool1_pad' })
  x = g.maxPool(x, { name: 'pool1_pool', size: 3, strides: 2 })
  g.cut('stem', x)
  return x
}

function bottleneck(
  g: GraphBuilder,
  input: string,
  filters: number,
  stride: 1 | 2,
  name: string,
  { norm, family, padding }: Style,
): string {
  const part = (i: number) => ({ conv: `${name}_${i}_conv`, norm: `${name}_${i}_bn` })
  const point = { padding: 'valid', bias: true } as const
  const isFirst = g.shapeOf(input)[2] !== 4 * filters
  const shortcut = isFirst
    ? convNorm(g, input, 4 * filters, part(0), norm, { ...point, strides: stride })
    : input
  const [outer, inner] = family === 'keras' ? [stride, 1] : [1, stride]
  let x = convNorm(g, input, filters, part(1), norm, { ...point, strides: outer })
  x = g.activation(x, 'relu', { name: `${name}_1_relu` })
  const middle = padding === 'torch' && inner === 2 ? padAll(1) : 'same'
  x = convNorm(g, x, filters, part(2), norm, { kernel: 3, strides: inner, padding: middle, bias: true })
  x = g.activation(x, 'relu', { name: `${name}_2_relu` })
  x = convNorm(g, x, 4 * filters, part(3), norm, point)
  x = g.add([shortcut, x], { name: `${name}_add` })
  x = g.activation(x, 'relu', { name: `${name}_out` })
  g.cut(name, x)
  return x
}
