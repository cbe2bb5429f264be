import type { Backbone, Family } from './backbone.ts'
import { convNorm, type NormStyle } from './blocks.ts'
import { type GraphBuilder, graphBuilder } from './build.ts'
import { efficientNetB0Names } from './names/efficientnet-b0.ts'
import { correctPad, padAll } from './shapes.ts'

interface Style {
  readonly norm: NormStyle
  readonly padding: Family
}

/** Kernel, repetitions, output channels, expansion, stride of the first: table 1 of Tan and Le, arXiv:1905.11946. */
const stages = [
  [3, 1, 16, 1, 1],
  [3, 2, 24, 6, 2],
  [5, 2, 40, 6, 2],
  [3, 3, 80, 6, 2],
  [5, 3, 112, 6, 1],
  [5, 4, 192, 6, 2],
  [3, 1, 320, 6, 1],
] as const

/** EfficientNetB0; Keras' built-in rescaling is done by the preprocessing, its two layers do nothing here. */
export const efficientNetB0: Backbone = {
  name: 'EfficientNetB0',
  defaultSize: 224,
  minSize: 32,
  preprocessing: 'torch',
  torchNames: efficientNetB0Names,
  // Another folder than all the others: no /tensorflow.
  official: {
    path: 'keras-applications/efficientnetb0_notop.h5',
    bytes: 16_705_208,
    md5: '50bc09e76180e00e4465e1a485ddc09d',
    top1: 77.1,
    top5: 93.3,
  },
  // Weights of the original authors, also under torch names, have Keras' padding and epsilon; torchvision's have neither.
  build(size, family = 'keras', padding = family) {
    const g = graphBuilder('EfficientNetB0', size)
    const norm = { epsilon: padding === 'keras' ? 1e-3 : 1e-5, momentum: 0.99 }
    const style = { norm, padding }
    let x = stem(g, style)
    for (const [i, [kernel, repetitions, filters, expansion, stride]] of stages.entries())
      for (let repetition = 0; repetition < repetitions; repetition++) {
        const name = `block${i + 1}${'abcd'[repetition]}`
        const shape = { kernel, filters, expansion, stride: repetition === 0 ? stride : 1 }
        x = block(g, x, name, shape, style)
      }
    x = convNorm(g, x, 1280, { conv: 'top_conv', norm: 'top_bn' }, norm)
    g.cut('top', g.activation(x, 'swish', { name: 'top_activation' }))
    return g.finish()
  },
}

function stem(g: GraphBuilder, { norm, padding }: Style): string {
  let x = g.identity(g.input, { name: 'rescaling', className: 'Rescaling' })
  x = g.identity(x, { name: 'normalization', className: 'Normalization' })
  x = g.zeroPad(x, zerosFor(g, x, 3, padding), { name: 'stem_conv_pad' })
  const names = { conv: 'stem_conv', norm: 'stem_bn' }
  x = convNorm(g, x, 32, names, norm, { kernel: 3, strides: 2, padding: 'valid' })
  x = g.activation(x, 'swish', { name: 'stem_activation' })
  g.cut('stem', x)
  return x
}

interface BlockShape {
  readonly kernel: 3 | 5
  readonly filters: number
  readonly expansion: 1 | 6
  readonly stride: 1 | 2
}

function block(
  g: GraphBuilder,
  input: string,
  name: string,
  { kernel, filters, expansion, stride }: BlockShape,
  { norm, padding }: Style,
): string {
  const channels = g.shapeOf(input)[2]
  let x = input
  if (expansion > 1) {
    x = convNorm(g, x, channels * expansion, { conv: `${name}_expand_conv`, norm: `${name}_expand_bn` }, norm)
    x = g.activation(x, 'swish', { name: `${name}_expand_activation` })
  }
  if (stride === 2) x = g.zeroPad(x, zerosFor(g, x, kernel, padding), { name: `${name}_dwconv_pad` })
  const depthwise = { name: `${name}_dwconv`, kernel, strides: stride }
  x = g.depthwise(x, { ...depthwise, padding: stride === 2 ? 'valid' : 'same' })
  x = g.batchNorm(x, { ...norm, name: `${name}_bn` })
  x = g.activation(x, 'swish', { name: `${name}_activation` })
  x = squeezeExcite(g, x, `${name}_se`, Math.max(1, Math.floor(channels / 4)))
  x = convNorm(g, x, filters, { conv: `${name}_project_conv`, norm: `${name}_project_bn` }, norm)
  if (stride === 1 && channels === filters) {
    x = g.identity(x, { name: `${name}_drop`, className: 'Dropout' })
    x = g.add([x, input], { name: `${name}_add` })
  }
  g.cut(name, x)
  return x
}

function squeezeExcite(g: GraphBuilder, input: string, name: string, squeezed: number): string {
  let x = g.globalAveragePool(input, { name: `${name}_squeeze` })
  x = g.identity(x, { name: `${name}_reshape`, className: 'Reshape' })
  x = g.conv(x, squeezed, { name: `${name}_reduce`, bias: true, activation: 'swish' })
  x = g.conv(x, g.shapeOf(input)[2], { name: `${name}_expand`, bias: true, activation: 'sigmoid' })
  return g.multiply([input, x], { name: `${name}_excite` })
}

const zerosFor = (g: GraphBuilder, x: string, kernel: 3 | 5, padding: Family) =>
  padding === 'torch' ? padAll((kernel - 1) / 2) : correctPad(g.shapeOf(x), kernel)
