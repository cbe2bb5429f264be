import type { Backbone } from './backbone.ts'
import { type GraphBuilder, graphBuilder } from './build.ts'
import { convNeXtTinyNames } from './names/convnext-tiny.ts'

/** Channels and blocks of each stage: section 2.2 of Liu et al., arXiv:2201.03545. */
const stages = [
  [96, 3],
  [192, 3],
  [384, 9],
  [768, 3],
] as const
const epsilon = 1e-6

/**
 * ConvNeXt-Tiny, the same in Keras and torch. Keras' built-in normalisation of pixels is done by the preprocessing, its
 * grouped convolution is a depthwise one, its dense layers are 1×1 convolutions. The last block includes the average
 * over positions and the layer norm after it.
 */
export const convNeXtTiny: Backbone = {
  name: 'ConvNeXtTiny',
  defaultSize: 224,
  minSize: 32,
  preprocessing: 'torch',
  torchNames: convNeXtTinyNames,
  official: {
    path: 'tensorflow/keras-applications/convnext/convnext_tiny_notop.h5',
    bytes: 111_650_432,
    sha256: 'd547c096cabd03329d7be5562c5e14798aa39ed24b474157cef5e85ab9e49ef1',
    top1: 82.1,
  },
  build(size) {
    const g = graphBuilder('ConvNeXtTiny', size)
    const named = (part: string) => ({ name: `convnext_tiny_${part}` })
    let x = g.identity(g.input, { ...named('prestem_normalization'), className: 'Normalization' })
    x = g.conv(x, 96, { ...named('stem_conv'), kernel: 4, strides: 4, padding: 'valid', bias: true })
    x = g.layerNorm(x, epsilon, named('stem_layernorm'))
    g.cut('stem', x)
    for (const [stage, [filters, blocks]] of stages.entries()) {
      if (stage > 0) {
        const i = stage - 1
        x = g.layerNorm(x, epsilon, named(`downsampling_layernorm_${i}`))
        const half = { kernel: 2, strides: 2, padding: 'valid', bias: true } as const
        x = g.conv(x, filters, { ...named(`downsampling_conv_${i}`), ...half })
        g.cut(`downsampling_block_${i}`, x)
      }
      for (let i = 0; i < blocks; i++) {
        x = block(g, x, part => named(`stage_${stage}_block_${i}_${part}`))
        const isLast = stage === stages.length - 1 && i === blocks - 1
        if (isLast) x = g.layerNorm(g.globalAveragePool(x), epsilon)
        g.cut(`stage_${stage}_block_${i}`, x)
      }
    }
    return g.finish()
  },
}

function block(g: GraphBuilder, input: string, named: (part: string) => { name: string }): string {
  const filters = g.shapeOf(input)[2]
  let x = g.depthwise(input, { ...named('depthwise_conv'), className: 'Conv2D', kernel: 7, bias: true })
  x = g.layerNorm(x, epsilon, named('layernorm'))
  x = g.conv(x, 4 * filters, { ...named('pointwise_conv_1'), className: 'Dense', bias: true })
  x = g.activation(x, 'gelu', named('gelu'))
  x = g.conv(x, filters, { ...named('pointwise_conv_2'), className: 'Dense', bias: true })
  x = g.layerScale(x, named('layer_scale'))
  x = g.identity(x, { ...named('identity'), className: 'Activation' })
  return g.add([input, x])
}
