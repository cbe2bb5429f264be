import type { Backbone } from './backbone.ts'
import type { NormStyle } from './blocks.ts'
import { type GraphBuilder, graphBuilder } from './build.ts'
import { denseNet121Names } from './names/densenet121.ts'
import { padAll } from './shapes.ts'

/** Layers of each dense block: table 1 of Huang et al., arXiv:1608.06993; each adds 32 channels. */
const stages = [6, 12, 24, 16] as const
const growth = 32

export const denseNet121: Backbone = {
  name: 'DenseNet121',
  defaultSize: 224,
  minSize: 32,
  preprocessing: 'torch',
  torchNames: denseNet121Names,
  official: {
    path: 'tensorflow/keras-applications/densenet/densenet121_weights_tf_dim_ordering_tf_kernels_notop.h5',
    bytes: 29_084_464,
    md5: '30ee3e1110167f948a6b9946edeeb738',
    top1: 75,
    top5: 92.3,
  },
  build(size, family = 'keras') {
    const g = graphBuilder('DenseNet121', size)
    const norm = { epsilon: family === 'keras' ? 1.001e-5 : 1e-5, momentum: 0.99 }
    let x = stem(g, norm)
    for (const [i, layers] of stages.entries()) {
      if (i > 0) x = transition(g, norm, x, `pool${i + 1}`)
      for (let layer = 1; layer <= layers; layer++) x = dense(g, norm, x, `conv${i + 2}_block${layer}`)
    }
    x = g.batchNorm(x, { ...norm, name: 'bn' })
    g.cut('final_bn', g.activation(x, 'relu', { name: 'relu' }))
    return g.finish()
  },
}

function stem(g: GraphBuilder, norm: NormStyle): string {
  let x = g.zeroPad(g.input, padAll(3))
  x = g.conv(x, 64, { name: 'conv1_conv', kernel: 7, strides: 2, padding: 'valid' })
  x = normRelu(g, norm, x, 'conv1_bn', 'conv1_relu')
  x = g.maxPool(g.zeroPad(x, padAll(1)), { name: 'pool1', size: 3, strides: 2 })
  g.cut('stem', x)
  return x
}

/** Its output is its input with 32 channels more. */
function dense(g: GraphBuilder, norm: NormStyle, input: string, name: string): string {
  let x = normRelu(g, norm, input, `${name}_0_bn`, `${name}_0_relu`)
  x = g.conv(x, 4 * growth, { name: `${name}_1_conv`, padding: 'valid' })
  x = normRelu(g, norm, x, `${name}_1_bn`, `${name}_1_relu`)
  x = g.conv(x, growth, { name: `${name}_2_conv`, kernel: 3 })
  x = g.concat([input, x], { name: `${name}_concat` })
  g.cut(name, x)
  return x
}

/** Half of the channels, half of the width and height. */
function transition(g: GraphBuilder, norm: NormStyle, input: string, name: string): string {
  let x = normRelu(g, norm, input, `${name}_bn`, `${name}_relu`)
  x = g.conv(x, g.shapeOf(x)[2] / 2, { name: `${name}_conv`, padding: 'valid' })
  x = g.avgPool(x, { name: `${name}_pool`, size: 2 })
  g.cut(name, x)
  return x
}

const normRelu = (g: GraphBuilder, norm: NormStyle, x: string, normName: string, reluName: string) =>
  g.activation(g.batchNorm(x, { ...norm, name: normName }), 'relu', { name: reluName })
