import type { BackboneName } from '../trial/backbone-names.ts'
import type { Backbone, Family } from './backbone.ts'
import { convNorm, type NormStyle, relu, toEight } from './blocks.ts'
import { type GraphBuilder, graphBuilder } from './build.ts'
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

/** MobileNetV2 as Keras builds it; `alpha` is its width. */
export function mobileNetV2(name: BackboneName, alpha = 1): Backbone {
  return {
    name,
    defaultSize: 224,
    minSize: 32,
    preprocessing: 'tf',
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
