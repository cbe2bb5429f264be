import type { Backbone } from './backbone.ts'
import { convNorm, type NormStyle } from './blocks.ts'
import { type GraphBuilder, graphBuilder } from './build.ts'
import { branch, inceptionStem, type Step } from './inception-blocks.ts'
import { inceptionResNetV2Names } from './names/inception.ts'

/** A residual block's branches, how many of them there are, and the factor on what they add. */
const residuals = {
  block35: {
    count: 10,
    factor: 0.17,
    branches: [
      [[32, 1]],
      [
        [32, 1],
        [32, 3],
      ],
      [
        [32, 1],
        [48, 3],
        [64, 3],
      ],
    ],
  },
  block17: {
    count: 20,
    factor: 0.1,
    branches: [
      [[192, 1]],
      [
        [128, 1],
        [160, [1, 7]],
        [192, [7, 1]],
      ],
    ],
  },
  block8: {
    count: 10,
    factor: 0.2,
    branches: [
      [[192, 1]],
      [
        [192, 1],
        [224, [1, 3]],
        [256, [3, 1]],
      ],
    ],
  },
} as const satisfies Record<string, { count: number; factor: number; branches: readonly (readonly Step[])[] }>

/** The branches of the blocks that halve the map; a max pooling is the last one. */
const reductions = {
  mixed_6a: [
    [[384, 3, 2]],
    [
      [256, 1],
      [256, 3],
      [384, 3, 2],
    ],
  ],
  mixed_7a: [
    [
      [256, 1],
      [384, 3, 2],
    ],
    [
      [256, 1],
      [288, 3, 2],
    ],
    [
      [256, 1],
      [288, 3],
      [320, 3, 2],
    ],
  ],
} as const satisfies Record<string, readonly (readonly Step[])[]>

/** Szegedy et al., arXiv:1602.07261, as Keras builds it. */
export const inceptionResNetV2: Backbone = {
  name: 'InceptionResNetV2',
  defaultSize: 299,
  minSize: 75,
  preprocessing: 'tf',
  torchNames: inceptionResNetV2Names,
  official: {
    path: 'tensorflow/keras-applications/inception_resnet_v2/inception_resnet_v2_weights_tf_dim_ordering_tf_kernels_notop.h5',
    bytes: 219_055_592,
    md5: 'd19885ff4a710c122648d3b5c3b684e4',
    top1: 80.3,
    top5: 95.3,
  },
  build(size, family = 'keras') {
    const g = graphBuilder('InceptionResNetV2', size)
    const norm = { epsilon: 1e-3, momentum: 0.99, scale: family === 'torch' }
    let x = mixed5b(g, norm, inceptionStem(g, norm))
    x = residualStage(g, norm, x, 'block35')
    x = reduction(g, norm, x, 'mixed_6a')
    x = residualStage(g, norm, x, 'block17')
    x = reduction(g, norm, x, 'mixed_7a')
    x = residualStage(g, norm, x, 'block8')
    x = convNorm(g, x, 1536, { conv: 'conv_7b', norm: 'conv_7b_bn' }, norm)
    g.cut('conv_7b', g.activation(x, 'relu', { name: 'conv_7b_ac' }))
    return g.finish()
  },
}

function mixed5b(g: GraphBuilder, norm: NormStyle, x: string): string {
  const ends = [
    branch(g, norm, x, [96, 1]),
    branch(g, norm, x, [48, 1], [64, 5]),
    branch(g, norm, x, [64, 1], [96, 3], [96, 3]),
    branch(g, norm, g.avgPool(x, { size: 3, strides: 1, padding: 'same' }), [64, 1]),
  ]
  return block(g, 'mixed_5b', g.concat(ends, { name: 'mixed_5b' }))
}

function reduction(g: GraphBuilder, norm: NormStyle, x: string, name: keyof typeof reductions): string {
  const ends = reductions[name].map(steps => branch(g, norm, x, ...steps))
  return block(g, name, g.concat([...ends, g.maxPool(x, { size: 3, strides: 2 })], { name }))
}

/** Residual blocks: the joined branches, as many channels again as the input, are added with a small factor. */
function residualStage(
  g: GraphBuilder,
  norm: NormStyle,
  input: string,
  stage: keyof typeof residuals,
): string {
  const { count, factor, branches } = residuals[stage]
  let x = input
  for (let i = 1; i <= count; i++) {
    const name = `${stage}_${i}`
    const isLast = name === 'block8_10'
    const mixed = g.concat(
      branches.map(steps => branch(g, norm, x, ...steps)),
      { name: `${name}_mixed` },
    )
    const up = g.conv(mixed, g.shapeOf(x)[2], { name: `${name}_conv`, bias: true })
    x = g.scaledAdd(x, up, isLast ? 1 : factor)
    x = block(g, name, isLast ? x : g.activation(x, 'relu', { name: `${name}_ac` }))
  }
  return x
}

function block(g: GraphBuilder, name: string, x: string): string {
  g.cut(name, x)
  return x
}
