import { createHash } from 'node:crypto'
import type { Graph, Layer } from '../../src/backbones/graph.ts'

/** A layer as Keras itself describes it. */
export interface KerasLayer {
  readonly name: string
  readonly cls: string
  readonly inputs: readonly string[]
  readonly out: readonly (number | null)[]
  readonly weights?: readonly (readonly [string, readonly number[]])[]
  readonly macs?: number
  readonly strides?: readonly number[]
  readonly padding?: unknown
  readonly eps?: number
  readonly mom?: number
  readonly act?: string
  readonly max_value?: number
}

interface Facts {
  readonly name: string
  readonly className: string
  readonly inputs: readonly string[]
  readonly shape: readonly (number | null)[]
  readonly weights: readonly (readonly [string, readonly number[]])[]
  readonly multiplyAdds: number
  readonly strides?: unknown
  readonly padding?: unknown
  readonly epsilon?: number | undefined
  readonly momentum?: number | undefined
  readonly activation?: string | undefined
}

const line = (facts: Facts) =>
  [
    facts.name,
    facts.className,
    facts.inputs.join('+'),
    facts.shape.join('×'),
    facts.weights.map(([name, shape]) => `${name}:${shape.join('×')}`).join(),
    facts.multiplyAdds,
    JSON.stringify([facts.strides, facts.padding, facts.epsilon, facts.momentum, facts.activation]),
  ].join(' ')

const kerasActivations: Readonly<Record<string, string>> = {
  swish: 'silu',
  hardSwish: 'hard_silu',
  relu6: 'relu6',
}

/** Our graph, a line for each layer. */
export function linesOf(graph: Graph): string[] {
  return graph.layers.map(({ name, className, inputs, shape, weights, multiplyAdds, operation }: Layer) =>
    line({
      name,
      className,
      inputs,
      shape,
      weights: weights.map(weight => [weight.name, weight.shape]),
      multiplyAdds,
      ...('strides' in operation && className !== 'Dense' && { strides: operation.strides }),
      ...('padding' in operation && className !== 'Dense' && { padding: operation.padding }),
      ...('epsilon' in operation && { epsilon: operation.epsilon }),
      ...('momentum' in operation && { momentum: operation.momentum }),
      ...('activation' in operation &&
        operation.activation !== undefined && {
          activation: kerasActivations[operation.activation] ?? operation.activation,
        }),
    }),
  )
}

/**
 * Keras' graph in the same form. Where we say the same in another way: its average over positions keeps two sides of 1,
 * ConvNeXt's nested layers are two each and its dense layers convolutions, and pixels are normalised before the graph.
 */
export function linesOfKeras(layers: readonly KerasLayer[]): string[] {
  return layers.flatMap(layer => unfold(layer)).map(line)
}

function unfold(layer: KerasLayer): Facts[] {
  const facts = factsOf(layer)
  const [stem, number] = /^convnext_tiny_(?:stem|downsampling_block_(\d))$/.exec(layer.name) ?? []
  if (stem !== undefined) return number === undefined ? stemOf(facts) : downsamplingOf(facts, number)
  const before = layer.inputs.map(withinNested)
  if (layer.name !== 'layer_normalization') return [{ ...facts, inputs: before }]
  const shape = [1, 1, layer.out[3] ?? null]
  const pooled = { name: 'global_average_pooling2d', className: 'GlobalAveragePooling2D', inputs: before }
  return [
    { ...pooled, shape, weights: [], multiplyAdds: 0 },
    { ...facts, inputs: [pooled.name], shape },
  ]
}

/** The last of the layers that a nested layer has become. */
function withinNested(name: string): string {
  if (name === 'convnext_tiny_stem') return 'convnext_tiny_stem_layernorm'
  return name.replace(/^(convnext_tiny_downsampling)_block_(\d)$/, '$1_conv_$2')
}

function stemOf({ weights, multiplyAdds, shape, inputs }: Facts): Facts[] {
  const [conv, norm] = ['convnext_tiny_stem_conv', 'convnext_tiny_stem_layernorm']
  const convolution = { name: conv, className: 'Conv2D', inputs, shape, strides: [4, 4], padding: 'valid' }
  return [
    { ...convolution, weights: weights.slice(0, 2), multiplyAdds },
    { ...normOf(norm, conv, shape), weights: weights.slice(2) },
  ]
}

function downsamplingOf({ weights, multiplyAdds, shape, inputs }: Facts, number: string): Facts[] {
  const [conv, norm] = [
    `convnext_tiny_downsampling_conv_${number}`,
    `convnext_tiny_downsampling_layernorm_${number}`,
  ]
  const [height = 0, width = 0] = shape.map(side => 2 * (side ?? 0))
  const before = [height, width, weights[0]?.[1][0] ?? 0]
  const convolution = { name: conv, className: 'Conv2D', shape, strides: [2, 2], padding: 'valid' }
  return [
    { ...normOf(norm, inputs[0] ?? '', before), weights: weights.slice(0, 2) },
    { ...convolution, inputs: [norm], weights: weights.slice(2), multiplyAdds },
  ]
}

const normOf = (name: string, input: string, shape: Facts['shape']) => ({
  name,
  className: 'LayerNormalization',
  inputs: [input],
  shape,
  multiplyAdds: 0,
  epsilon: 1e-6,
})

function factsOf({ name, cls, inputs, out, weights = [], macs = 0, ...rest }: KerasLayer): Facts {
  const shape = out.length === 2 ? [1, 1, out[1] ?? null] : out.slice(1)
  const activation = cls === 'ReLU' ? (rest.max_value === 6 ? 'relu6' : 'relu') : rest.act
  return {
    name,
    className: cls,
    inputs,
    shape,
    weights: cls === 'Normalization' ? [] : weights.map(([weight, side]) => ownWeight(cls, weight, side)),
    multiplyAdds: macs,
    ...(rest.strides !== undefined && { strides: rest.strides }),
    ...(rest.padding !== undefined && { padding: rest.padding }),
    epsilon: rest.eps,
    momentum: rest.mom,
    ...(activation !== undefined && activation !== 'linear' && { activation }),
  }
}

function ownWeight(
  cls: string,
  name: string,
  shape: readonly number[],
): readonly [string, readonly number[]] {
  const [height = 0, width = 0, channels = 0, filters = 0] = shape
  if (cls === 'LayerScale') return ['scale', shape]
  if (cls === 'Dense' && name === 'kernel') return [name, [1, 1, ...shape]]
  const isGrouped = cls === 'Conv2D' && height === 7 && channels === 1
  return [name, isGrouped ? [height, width, filters, 1] : shape]
}

/** A short hash of many lines. */
export const digest = (lines: readonly string[]) =>
  createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16)
