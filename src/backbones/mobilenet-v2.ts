import type { BackboneName } from '../trial/backbone-names.ts'
import type { Backbone, Family } from './backbone.ts'
import { type GraphBuilder, graphBuilder } from './build.ts'
import type { Graph } from './graph.ts'
import { correctPad } from './padding.ts'

/** Block ids with expansion: channels before the width factor, stride. Table 2 of the paper, one row per block. */
const blocks: readonly (readonly [channels: number, stride: number])[] = [
  [24, 2],
  [24, 1],
  [32, 2],
  [32, 1],
  [32, 1],
  [64, 2],
  [64, 1],
  [64, 1],
  [64, 1],
  [96, 1],
  [96, 1],
  [96, 1],
  [160, 2],
  [160, 1],
  [160, 1],
  [320, 1],
]
const expansion = 6

/**
 * MobileNetV2 with width factor alpha.
 * Source: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks" (2018),
 * https://arxiv.org/abs/1801.04381; layer names of keras.applications.mobilenet_v2.
 */
export function mobileNetV2(name: BackboneName, alpha: number): Backbone {
  return {
    name,
    defaultSize: 224,
    minSize: 32,
    preprocessing: 'tf',
    build: (size, family = 'keras') => build(name, alpha, size, family),
  }
}

function build(name: string, alpha: number, size: number, family: Family): Graph {
  const g = graphBuilder(name, size)
  const norm = family === 'torch' ? { epsilon: 1e-5, momentum: 0.9 } : { epsilon: 1e-3, momentum: 0.999 }
  const relu6 = (layer: string, from: string) =>
    g.layer(layer, 'ReLU', { op: 'activation', activation: 'relu6' }, [from])

  const stemPadding =
    family === 'torch'
      ? ([
          [1, 1],
          [1, 1],
        ] as const)
      : 'same'
  let x = g.conv('Conv1', g.input(), divisibleBy8(32 * alpha), 3, { strides: 2, padding: stemPadding })
  x = relu6('Conv1_relu', g.batchNorm('bn_Conv1', x, norm))
  g.cut('Conv1', x)

  x = invertedResidual('expanded_conv', x, 1, divisibleBy8(16 * alpha), 1)
  for (const [index, [channels, stride]] of blocks.entries())
    x = invertedResidual(`block_${index + 1}`, x, expansion, divisibleBy8(channels * alpha), stride)

  x = g.conv('Conv_1', x, alpha > 1 ? divisibleBy8(1280 * alpha) : 1280, 1, { padding: 'valid' })
  x = relu6('out_relu', g.batchNorm('Conv_1_bn', x, norm))
  g.cut('Conv_1', x)
  return g.finish()

  function invertedResidual(
    block: string,
    from: string,
    factor: number,
    filters: number,
    stride: number,
  ): string {
    const channels = g.shapeOf(from)[2]
    let x = from
    if (factor > 1) {
      x = g.conv(`${block}_expand`, x, channels * factor, 1)
      x = relu6(`${block}_expand_relu`, g.batchNorm(`${block}_expand_BN`, x, norm))
    }
    if (stride === 2) x = zeroPad(g, `${block}_pad`, x, family)
    x = g.depthwise(`${block}_depthwise`, x, 3, { strides: stride, padding: stride === 2 ? 'valid' : 'same' })
    x = relu6(`${block}_depthwise_relu`, g.batchNorm(`${block}_depthwise_BN`, x, norm))
    x = g.batchNorm(`${block}_project_BN`, g.conv(`${block}_project`, x, filters, 1), norm)
    if (stride === 1 && channels === filters) x = g.layer(`${block}_add`, 'Add', { op: 'add' }, [from, x])
    g.cut(block, x)
    return x
  }
}

function zeroPad(g: GraphBuilder, name: string, from: string, family: Family): string {
  const padding =
    family === 'torch'
      ? ([
          [1, 1],
          [1, 1],
        ] as const)
      : correctPad(g.shapeOf(from), 3)
  return g.layer(name, 'ZeroPadding2D', { op: 'zeroPad', padding }, [from])
}

/** The paper's rounding of channels: to a multiple of 8, never below 90 % of the value. */
function divisibleBy8(value: number): number {
  const channels = Math.trunc(value)
  const rounded = Math.max(8, Math.floor((channels + 4) / 8) * 8)
  return rounded < 0.9 * channels ? rounded + 8 : rounded
}
