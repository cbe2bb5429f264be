import type { BackboneName } from '../trial/backbone-names.ts'
import type { Backbone, Family } from './backbone.ts'
import { convNorm, relu, toEight } from './blocks.ts'
import { type GraphBuilder, graphBuilder } from './build.ts'
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

/** MobileNetV3; Keras' built-in rescaling is done by the preprocessing. `alpha` is its width. */
export function mobileNetV3(name: BackboneName, kind: 'large' | 'small', alpha = 1): Backbone {
  return {
    name,
    defaultSize: 224,
    minSize: 32,
    preprocessing: 'tf',
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
