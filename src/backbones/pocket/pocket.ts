import type { Backbone } from '../backbone.ts'
import { type GraphBuilder, graphBuilder } from '../build.ts'

/** [filters, stride] of each residual block. */
const blocks = [
  [24, 2],
  [24, 1],
  [40, 2],
  [40, 1],
  [80, 2],
  [80, 1],
] as const

/**
 * A very small residual network (He et al., 2016) for the demonstration: a quarter of a million weights, pre-trained
 * on drawings by `training/pocket/train.ts`.
 */
export const pocket: Backbone = {
  name: 'Pocket',
  defaultSize: 64,
  minSize: 32,
  preprocessing: 'tf',
  torchNames: [],
  bundled: new URL('../../../src/backbones/pocket/pocket.safetensors', import.meta.url),
  build(size) {
    const g = graphBuilder('Pocket', size)
    let x = relu6(g, normalized(g, 'stem', g.input, 16, 3, 2), 'stem')
    for (const [i, [filters, strides]] of blocks.entries()) {
      const name = `block_${i + 1}`
      x = residual(g, name, x, filters, strides)
      g.cut(name, x)
    }
    return g.finish()
  },
}

function residual(g: GraphBuilder, name: string, x: string, filters: number, strides: number): string {
  const isSame = strides === 1 && g.shapeOf(x)[2] === filters
  const first = relu6(g, normalized(g, `${name}_1`, x, filters, 3, strides), `${name}_1`)
  const second = normalized(g, `${name}_2`, first, filters, 3, 1)
  const shortcut = isSame ? x : normalized(g, `${name}_0`, x, filters, 1, strides)
  return relu6(g, g.add([shortcut, second], { name: `${name}_add` }), name)
}

function normalized(
  g: GraphBuilder,
  name: string,
  x: string,
  filters: number,
  kernel: number,
  strides: number,
) {
  const conv = g.conv(x, filters, { name: `${name}_conv`, kernel, strides })
  return g.batchNorm(conv, { name: `${name}_bn`, epsilon: 1e-3, momentum: 0.97 })
}

function relu6(g: GraphBuilder, x: string, name: string): string {
  return g.activation(x, 'relu6', { name: `${name}_relu`, className: 'ReLU' })
}
