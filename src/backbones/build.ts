import type { ActivationName, Graph, Layer, Operation, Pad, Shape, WeightSpec } from './graph.ts'
import { createNamer, inKerasOrder } from './keras-order.ts'
import { type Padding, type Pair, pair, windowed } from './shapes.ts'

/** Every layer's name and class are Keras' own; without a name it gets Keras' automatic one. */
interface Named {
  readonly name?: string
  readonly className?: string
}
interface Windowed extends Named {
  readonly strides?: number | Pair
  readonly padding?: Padding
}
export interface ConvOptions extends Windowed {
  readonly kernel?: number | Pair
  readonly bias?: boolean
  readonly activation?: ActivationName
}
interface PoolOptions extends Windowed {
  readonly size: number | Pair
  readonly countPads?: boolean
}
export interface BatchNormOptions extends Named {
  readonly epsilon: number
  readonly momentum: number
  /** Whether it has a gamma. */
  readonly scale?: boolean
}

/** Each method adds a layer after `x` (a layer's name) and returns the new layer's name. */
export interface GraphBuilder {
  readonly input: string
  shapeOf(x: string): Shape
  conv(x: string, filters: number, options?: ConvOptions): string
  depthwise(x: string, options: ConvOptions): string
  batchNorm(x: string, options: BatchNormOptions): string
  layerNorm(x: string, epsilon: number, options?: Named): string
  activation(x: string, activation: ActivationName, options?: Named): string
  zeroPad(x: string, padding: Pad, options?: Named): string
  crop(x: string, cropping: Pad, options?: Named): string
  maxPool(x: string, options: PoolOptions): string
  avgPool(x: string, options: PoolOptions): string
  /** Keeps height and width as 1 and 1. */
  globalAveragePool(x: string, options?: Named): string
  add(inputs: readonly string[], options?: Named): string
  /** Sides of 1 are repeated. */
  multiply(inputs: readonly string[], options?: Named): string
  concat(inputs: readonly string[], options?: Named): string
  /** x + factor · residual. */
  scaledAdd(x: string, residual: string, factor: number, options?: Named): string
  affine(x: string, scale: readonly number[], offset: readonly number[], options?: Named): string
  layerScale(x: string, options?: Named): string
  /** A layer that does nothing here: dropout outside training, a reshape, an activation that is linear. */
  identity(x: string, options: Named): string
  /** The block ends here, and nothing after it looks back before it. */
  cut(block: string, x: string): void
  /** The graph up to the last layer that was added, in Keras' order. */
  finish(): Graph
}

export function graphBuilder(name: string, size: number): GraphBuilder {
  const layers = new Map<string, Layer>()
  const cuts: Graph['cuts'][number][] = []
  const automatic = createNamer()
  let last = ''

  const shapeOf = (x: string): Shape => {
    const layer = layers.get(x)
    if (layer === undefined) throw new RangeError(`${name} has no layer ${x} yet`)
    return layer.shape
  }
  const channelsOf = (x: string) => shapeOf(x)[2]

  function push(
    { name: given, className = '' }: Named,
    operation: Operation,
    inputs: readonly string[],
    shape: Shape,
    weights: readonly WeightSpec[] = [],
    multiplyAdds = 0,
  ): string {
    const layer = given ?? automatic(className)
    if (layers.has(layer)) throw new RangeError(`${name} has two layers called ${layer}`)
    if (shape.some(side => !(side >= 1)))
      throw new RangeError(`${name} at ${size} pixels leaves nothing at layer ${layer}: ${shape.join('×')}`)
    layers.set(layer, { name: layer, className, operation, inputs, shape, weights, multiplyAdds })
    last = layer
    return layer
  }

  function convolve(
    op: 'conv2d' | 'depthwiseConv2d',
    x: string,
    filters: number,
    options: ConvOptions,
  ): string {
    const { padding = 'same', bias = false, activation, ...named } = options
    const [kernel, strides] = [pair(options.kernel ?? 1), pair(options.strides ?? 1)]
    const [height, width] = windowed(shapeOf(x), kernel, strides, padding)
    const across = op === 'conv2d' ? [channelsOf(x), filters] : [filters, 1]
    const kernelShape = [...kernel, ...across]
    const weights: WeightSpec[] = [{ name: 'kernel', shape: kernelShape }]
    if (bias) weights.push({ name: 'bias', shape: [filters] })
    const operation = { op, kernel, strides, padding, bias, ...(activation && { activation }) }
    const multiplyAdds = height * width * kernelShape.reduce((product, side) => product * side, 1)
    return push(named, operation, [x], [height, width, filters], weights, multiplyAdds)
  }

  function pool(op: 'maxPool' | 'avgPool', x: string, options: PoolOptions): string {
    const { padding = 'valid', countPads, ...named } = options
    const cells = pair(options.size)
    const strides = pair(options.strides ?? cells)
    const [height, width] = windowed(shapeOf(x), cells, strides, padding)
    const operation = { op, size: cells, strides, padding, ...(countPads !== undefined && { countPads }) }
    return push(named, operation, [x], [height, width, channelsOf(x)])
  }

  /** A layer that keeps its input's shape, with weights of one value per channel. */
  const keep = (
    named: Named,
    className: string,
    operation: Operation,
    inputs: readonly string[],
    weights: readonly WeightSpec['name'][] = [],
  ) => {
    const shape = shapeOf(inputs[0] ?? '')
    const specs = weights.map(weight => ({ name: weight, shape: [shape[2]] }))
    return push({ className, ...named }, operation, inputs, shape, specs)
  }

  const resize = (x: string, sign: 1 | -1, [[top, bottom], [left, right]]: Pad): Shape => {
    const [height, width, channels] = shapeOf(x)
    return [height + sign * (top + bottom), width + sign * (left + right), channels]
  }

  const input = push({ name: 'input_layer', className: 'InputLayer' }, { op: 'input' }, [], [size, size, 3])

  return {
    input,
    shapeOf,
    conv: (x, filters, options = {}) => convolve('conv2d', x, filters, { className: 'Conv2D', ...options }),
    depthwise: (x, options) =>
      convolve('depthwiseConv2d', x, channelsOf(x), { className: 'DepthwiseConv2D', ...options }),
    batchNorm(x, { epsilon, momentum, scale = true, ...named }) {
      const weights = ['gamma', 'beta', 'moving_mean', 'moving_variance'] as const
      const operation = { op: 'batchNorm', epsilon, momentum, scale } as const
      return keep(named, 'BatchNormalization', operation, [x], scale ? weights : weights.slice(1))
    },
    layerNorm: (x, epsilon, named = {}) =>
      keep(named, 'LayerNormalization', { op: 'layerNorm', epsilon }, [x], ['gamma', 'beta']),
    activation: (x, activation, named = {}) =>
      keep(named, 'Activation', { op: 'activation', activation }, [x]),
    zeroPad: (x, padding, named = {}) =>
      push({ className: 'ZeroPadding2D', ...named }, { op: 'zeroPad', padding }, [x], resize(x, 1, padding)),
    crop: (x, cropping, named = {}) =>
      push({ className: 'Cropping2D', ...named }, { op: 'crop', cropping }, [x], resize(x, -1, cropping)),
    maxPool: (x, options) => pool('maxPool', x, { className: 'MaxPooling2D', ...options }),
    avgPool: (x, options) => pool('avgPool', x, { className: 'AveragePooling2D', ...options }),
    globalAveragePool(x, named = {}) {
      const shape: Shape = [1, 1, channelsOf(x)]
      return push({ className: 'GlobalAveragePooling2D', ...named }, { op: 'globalAveragePool' }, [x], shape)
    },
    add: (inputs, named = {}) => keep(named, 'Add', { op: 'add' }, inputs),
    multiply(inputs, named = {}) {
      const shapes = inputs.map(shapeOf)
      const side = (axis: 0 | 1 | 2) => Math.max(...shapes.map(shape => shape[axis]))
      const shape: Shape = [side(0), side(1), side(2)]
      return push({ className: 'Multiply', ...named }, { op: 'multiply' }, inputs, shape)
    },
    concat(inputs, named = {}) {
      const [height, width] = shapeOf(inputs[0] ?? '')
      const channels = inputs.reduce((sum, x) => sum + channelsOf(x), 0)
      const shape: Shape = [height, width, channels]
      return push({ className: 'Concatenate', ...named }, { op: 'concat' }, inputs, shape)
    },
    scaledAdd: (x, residual, factor, named = {}) =>
      keep(named, 'CustomScaleLayer', { op: 'scaledAdd', factor }, [x, residual]),
    affine: (x, scale, offset, named = {}) => keep(named, 'Rescaling', { op: 'affine', scale, offset }, [x]),
    layerScale: (x, named = {}) => keep(named, 'LayerScale', { op: 'layerScale' }, [x], ['scale']),
    identity: (x, named) => keep(named, 'Identity', { op: 'identity' }, [x]),
    cut: (block, layer) => void cuts.push({ block, layer }),
    finish: () => ({
      name,
      inputShape: shapeOf(input),
      layers: inKerasOrder([...layers.values()], last),
      cuts,
    }),
  }
}
