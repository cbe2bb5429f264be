import type { BackboneName } from '../trial/backbone-names.ts'
import type { Backbone, Family, Published } from './backbone.ts'
import { convNorm, relu, toEight } from './blocks.ts'
import { type GraphBuilder, graphBuilder } from './build.ts'
import { mobileNetV3LargeNames, mobileNetV3SmallNames } from './names/mobilenet-v3.ts'
import { correctPad, padAll } from './shapes.ts'

/** Expansion, output channels, kernel, stride, squeeze-and-excite, hard swish (else relu). */
type Row = readonly [number, number, 3 | 5, 1 | 2, boolean, boolean]

/** Tables 1 and 2 of Howard et al., arXiv:1905.02244, as Keras writes them. */
const rows: Readonly<Record<'large' | 'small', readonly Row[]>> = {
  large: [
    [1, 16, 3, 1, false, false],
    [4, 24, 3, 2, false, false],
    [3, 24, 3, 1, false, false],
    [3, 40, 5, 2, true, false],
    [3, 40, 5, 1, true, false],
    [3, 40, 5, 1, true, false],
    [6, 80, 3, 2, false, true],
    [2.5, 80, 3, 1, false, true],
    [2.3, 80, 3, 1, false, true],
    [2.3, 80, 3, 1, false, true],
    [6, 112, 3, 1, true, true],
    [6, 112, 3, 1, true, true],
    [6, 160, 5, 2, true, true],
    [6, 160, 5, 1, true, true],
    [6, 160, 5, 1, true, true],
  ],
  small: [
    [1, 16, 3, 2, true, false],
    [72 / 16, 24, 3, 2, false, false],
    [88 / 24, 24, 3, 1, false, false],
    [4, 40, 5, 2, true, true],
    [6, 40, 5, 1, true, true],
    [6, 40, 5, 1, true, true],
    [3, 48, 5, 1, true, true],
    [3, 48, 5, 1, true, true],
    [6, 96, 5, 2, true, true],
    [6, 96, 5, 1, true, true],
    [6, 96, 5, 1, true, true],
  ],
}

const norm = { epsilon: 1e-3, momentum: 0.999 }

/** Both kinds, each in the two widths that Keras publishes. */
export const mobileNetV3s = {
  MobileNetV3Large: mobileNetV3('MobileNetV3Large', 'large', 1, {
    ...fileOf('large_224_1.0'),
    bytes: 12_683_000,
    md5: '07fb09a5933dd0c8eaafa16978110389',
    top1: 75.6,
  }),
  'MobileNetV3Large-0.75': mobileNetV3('MobileNetV3Large-0.75', 'large', 0.75, {
    ...fileOf('large_224_0.75'),
    md5: '40af19a13ebea4e2ee0c676887f69a2e',
    top1: 73.3,
  }),
  MobileNetV3Small: mobileNetV3('MobileNetV3Small', 'small', 1, {
    ...fileOf('small_224_1.0'),
    bytes: 4_334_752,
    md5: 'd3e8ec802a04aa4fc771ee12a9a9b836',
    top1: 68.1,
  }),
  'MobileNetV3Small-0.75': mobileNetV3('MobileNetV3Small-0.75', 'small', 0.75, {
    ...fileOf('small_224_0.75'),
    md5: 'ebdb5cc8e0b497cd13a7c275d475c819',
    top1: 65.4,
  }),
}

function fileOf(kind: string) {
  return {
    path: `tensorflow/keras-applications/mobilenet_v3/weights_mobilenet_v3_${kind}_float_no_top_v2.h5`,
  }
}

/** MobileNetV3; Keras' built-in rescaling is done by the preprocessing. `alpha` is its width. */
function mobileNetV3(
  name: BackboneName,
  kind: 'large' | 'small',
  alpha: number,
  official: Published,
): Backbone {
  return {
    name,
    defaultSize: 224,
    minSize: 32,
    preprocessing: 'tf',
    torchNames: kind === 'large' ? mobileNetV3LargeNames : mobileNetV3SmallNames,
    official,
    build(size, family = 'keras', padding = family) {
      const g = graphBuilder(name, size)
      let x = g.identity(g.input, { className: 'Rescaling' })
      const names = { conv: 'conv', norm: 'conv_bn' }
      const zeros = padding === 'torch' ? padAll(1) : 'same'
      x = convNorm(g, x, 16, names, norm, { kernel: 3, strides: 2, padding: zeros })
      x = g.activation(x, 'hardSwish')
      g.cut('conv', x)
      for (const [block, row] of rows[kind].entries()) x = invertedResidual(g, x, block, row, alpha, padding)
      x = convNorm(g, x, toEight(6 * g.shapeOf(x)[2]), { conv: 'conv_1', norm: 'conv_1_bn' }, norm)
      g.cut('conv_1', g.activation(x, 'hardSwish'))
      return g.finish()
    },
  }
}

function invertedResidual(
  g: GraphBuilder,
  input: string,
  block: number,
  [expansion, width, kernel, stride, hasGate, isHard]: Row,
  alpha: number,
  padding: Family,
): string {
  const name = block === 0 ? 'expanded_conv' : `expanded_conv_${block}`
  const activate = (x: string) => (isHard ? g.activation(x, 'hardSwish') : relu(g, x))
  const channels = g.shapeOf(input)[2]
  const filters = toEight(width * alpha)
  let x = input
  if (block > 0) {
    const names = { conv: `${name}_expand`, norm: `${name}_expand_bn` }
    x = activate(convNorm(g, x, toEight(channels * expansion), names, norm))
  }
  if (stride === 2) {
    const zeros = padding === 'torch' ? padAll((kernel - 1) / 2) : correctPad(g.shapeOf(x), kernel)
    x = g.zeroPad(x, zeros, { name: `${name}_depthwise_pad` })
  }
  const depthwise = { name: `${name}_depthwise`, kernel, strides: stride }
  x = g.depthwise(x, { ...depthwise, padding: stride === 2 ? 'valid' : 'same' })
  x = activate(g.batchNorm(x, { ...norm, name: `${name}_depthwise_bn` }))
  if (hasGate) x = squeezeExcite(g, x, `${name}_squeeze_excite`)
  x = convNorm(g, x, filters, { conv: `${name}_project`, norm: `${name}_project_bn` }, norm)
  if (stride === 1 && channels === filters) x = g.add([input, x], { name: `${name}_add` })
  g.cut(name, x)
  return x
}

/** The gate is a hard sigmoid, relu6(x + 3) / 6, which Keras writes as three layers. */
function squeezeExcite(g: GraphBuilder, input: string, name: string): string {
  const channels = g.shapeOf(input)[2]
  let x = g.globalAveragePool(input, { name: `${name}_avg_pool` })
  x = g.conv(x, toEight(channels / 4), { name: `${name}_conv`, bias: true })
  x = relu(g, x, `${name}_relu`)
  x = g.conv(x, channels, { name: `${name}_conv_1`, bias: true })
  x = g.affine(x, [1], [3], { className: 'Add' })
  x = g.activation(x, 'relu6', { className: 'ReLU' })
  x = g.affine(x, [1 / 6], [0], { className: 'Multiply' })
  return g.multiply([input, x], { name: `${name}_mul` })
}
