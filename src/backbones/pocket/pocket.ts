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
  build(size) {
    const graph = graphBuilder('Pocket', size)
    const stem = normalized(graph, 'stem', graph.input(), 16, 3, 2)
    let last = relu6(graph, 'stem_relu', stem)
    for (const [i, [filters, strides]] of blocks.entries()) {
      const name = `block_${i + 1}`
      last = residual(graph, name, last, filters, strides)
      graph.cut(name, last)
    }
    return graph.finish()
  },
}

function residual(graph: GraphBuilder, name: string, from: string, filters: number, strides: number): string {
  const isSame = strides === 1 && graph.shapeOf(from)[2] === filters
  const first = normalized(graph, `${name}_1`, from, filters, 3, strides)
  const second = normalized(graph, `${name}_2`, relu6(graph, `${name}_1_relu`, first), filters, 3, 1)
  const shortcut = isSame ? from : normalized(graph, `${name}_0`, from, filters, 1, strides)
  return relu6(graph, `${name}_out`, graph.layer(`${name}_add`, 'Add', { op: 'add' }, [shortcut, second]))
}

function normalized(
  graph: GraphBuilder,
  name: string,
  from: string,
  filters: number,
  kernel: number,
  strides: number,
): string {
  const conv = graph.conv(`${name}_conv`, from, filters, kernel, { strides })
  return graph.batchNorm(`${name}_bn`, conv, { epsilon: 1e-3, momentum: 0.97 })
}

function relu6(graph: GraphBuilder, name: string, from: string): string {
  return graph.layer(name, 'ReLU', { op: 'activation', activation: 'relu6' }, [from])
}
