import type { Backbone } from './backbone.ts'
import type { NormStyle } from './blocks.ts'
import { type GraphBuilder, graphBuilder } from './build.ts'
import { branch, inceptionStem } from './inception-blocks.ts'
import { inceptionV3Names } from './names/inception.ts'

/** The two ways in which Keras and torch differ: torch has a gamma, and its average counts the padding. */
interface Style {
  readonly norm: NormStyle
  readonly countPads: boolean
}

/** Szegedy et al., arXiv:1512.00567, as Keras builds it: the blocks mixed0 to mixed10. */
export const inceptionV3: Backbone = {
  name: 'InceptionV3',
  defaultSize: 299,
  minSize: 75,
  preprocessing: 'tf',
  torchNames: inceptionV3Names,
  official: {
    path: 'tensorflow/keras-applications/inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5',
    bytes: 87_910_968,
    md5: 'bcbd6486424b2319ff4ef7d526e38f63',
    top1: 77.9,
    top5: 93.7,
  },
  build(size, family = 'keras') {
    const g = graphBuilder('InceptionV3', size)
    const isTorch = family === 'torch'
    const norm = { epsilon: 1e-3, momentum: 0.99, scale: isTorch }
    const style = { norm, countPads: isTorch }
    let x = inceptionStem(g, norm)
    const blocks = [
      ...[32, 64, 64].map(filters => fine(g, style, filters)),
      toMiddle(g, style),
      ...[128, 160, 160, 192].map(filters => middle(g, style, filters)),
      toCoarse(g, style),
      coarse(g, style, 'mixed9_0'),
      coarse(g, style, 'mixed9_1'),
    ]
    for (const [i, block] of blocks.entries()) {
      x = g.concat(block(x), { name: `mixed${i}` })
      g.cut(`mixed${i}`, x)
    }
    return g.finish()
  },
}

/** The ends of a block's branches, to be joined. */
type Block = (x: string) => readonly string[]

/** 35 × 35 positions at 299 pixels. */
function fine(g: GraphBuilder, style: Style, poolFilters: number): Block {
  return x => [
    branch(g, style.norm, x, [64, 1]),
    branch(g, style.norm, x, [48, 1], [64, 5]),
    branch(g, style.norm, x, [64, 1], [96, 3], [96, 3]),
    pooled(g, style, x, poolFilters),
  ]
}

function toMiddle(g: GraphBuilder, { norm }: Style): Block {
  return x => [
    branch(g, norm, x, [384, 3, 2]),
    branch(g, norm, x, [64, 1], [96, 3], [96, 3, 2]),
    g.maxPool(x, { size: 3, strides: 2 }),
  ]
}

/** 17 × 17 positions, kernels of 7 split into rows and columns. */
function middle(g: GraphBuilder, style: Style, n: number): Block {
  return x => [
    branch(g, style.norm, x, [192, 1]),
    branch(g, style.norm, x, [n, 1], [n, [1, 7]], [192, [7, 1]]),
    branch(g, style.norm, x, [n, 1], [n, [7, 1]], [n, [1, 7]], [n, [7, 1]], [192, [1, 7]]),
    pooled(g, style, x, 192),
  ]
}

function toCoarse(g: GraphBuilder, { norm }: Style): Block {
  return x => [
    branch(g, norm, x, [192, 1], [320, 3, 2]),
    branch(g, norm, x, [192, 1], [192, [1, 7]], [192, [7, 1]], [192, 3, 2]),
    g.maxPool(x, { size: 3, strides: 2 }),
  ]
}

/** 8 × 8 positions; two of the branches fork once more, one of the forks has a name in Keras. */
function coarse(g: GraphBuilder, style: Style, name: string): Block {
  const fork = (x: string, named: { name?: string } = {}) =>
    g.concat([branch(g, style.norm, x, [384, [1, 3]]), branch(g, style.norm, x, [384, [3, 1]])], named)
  return x => [
    branch(g, style.norm, x, [320, 1]),
    fork(branch(g, style.norm, x, [384, 1]), { name }),
    fork(branch(g, style.norm, x, [448, 1], [384, 3])),
    pooled(g, style, x, 192),
  ]
}

function pooled(g: GraphBuilder, { norm, countPads }: Style, x: string, filters: number): string {
  return branch(g, norm, g.avgPool(x, { size: 3, strides: 1, padding: 'same', countPads }), [filters, 1])
}
