import type { Backbone, Family } from './backbone.ts'
import { graphBuilder } from './build.ts'
import type { Graph } from './graph.ts'

const stages = [
  { filters: 64, blocks: 3, stride: 1 },
  { filters: 128, blocks: 4, stride: 2 },
  { filters: 256, blocks: 6, stride: 2 },
  { filters: 512, blocks: 3, stride: 2 },
] as const

/**
 * ResNet-50. Family `keras` is the original (v1, stride in the first 1×1 convolution), `torch` v1.5 (stride in the 3×3).
 * Source: He et al., "Deep Residual Learning for Image Recognition" (2015), https://arxiv.org/abs/1512.03385;
 * layer names of keras.applications.resnet.
 */
export const resNet50: Backbone = {
  name: 'ResNet50',
  defaultSize: 224,
  minSize: 32,
  preprocessing: 'caffe',
  build,
}

function build(size: number, family: Family = 'keras'): Graph {
  const g = graphBuilder('ResNet50', size)
  const norm = { epsilon: family === 'torch' ? 1e-5 : 1.001e-5, momentum: family === 'torch' ? 0.9 : 0.99 }
  const pad = (name: string, from: string, width: number) =>
    g.layer(
      name,
      'ZeroPadding2D',
      {
        op: 'zeroPad',
        padding: [
          [width, width],
          [width, width],
        ],
      },
      [from],
    )
  const relu = (name: string, from: string) =>
    g.layer(name, 'Activation', { op: 'activation', activation: 'relu' }, [from])

  let x = g.conv('conv1_conv', pad('conv1_pad', g.input(), 3), 64, 7, {
    strides: 2,
    padding: 'valid',
    bias: true,
  })
  x = relu('conv1_relu', g.batchNorm('conv1_bn', x, norm))
  const pool = { op: 'maxPool', size: [3, 3], strides: [2, 2], padding: 'valid' } as const
  x = g.layer('pool1_pool', 'MaxPooling2D', pool, [pad('pool1_pad', x, 1)])
  g.cut('stem', x)
  for (const [index, { filters, blocks, stride }] of stages.entries())
    for (let block = 1; block <= blocks; block++)
      x = bottleneck(`conv${index + 2}_block${block}`, x, filters, block === 1 ? stride : 1, block === 1)
  return g.finish()

  function bottleneck(
    name: string,
    from: string,
    filters: number,
    stride: number,
    projects: boolean,
  ): string {
    const [first, second] = family === 'torch' ? [1, stride] : [stride, 1]
    const padding =
      second === 2
        ? ([
            [1, 1],
            [1, 1],
          ] as const)
        : 'same'
    const one = { padding: 'valid', bias: true } as const
    let x = g.conv(`${name}_1_conv`, from, filters, 1, { ...one, strides: first })
    x = relu(`${name}_1_relu`, g.batchNorm(`${name}_1_bn`, x, norm))
    x = g.conv(`${name}_2_conv`, x, filters, 3, { padding, bias: true, strides: second })
    x = relu(`${name}_2_relu`, g.batchNorm(`${name}_2_bn`, x, norm))
    // Keras' own order of layers, and so of the weights in its files: shortcut and main path interleaved.
    const shortcut = projects
      ? g.conv(`${name}_0_conv`, from, 4 * filters, 1, { ...one, strides: stride })
      : from
    x = g.conv(`${name}_3_conv`, x, 4 * filters, 1, one)
    const other = projects ? g.batchNorm(`${name}_0_bn`, shortcut, norm) : from
    x = g.batchNorm(`${name}_3_bn`, x, norm)
    x = relu(`${name}_out`, g.layer(`${name}_add`, 'Add', { op: 'add' }, [other, x]))
    g.cut(name, x)
    return x
  }
}
