import type { z } from 'zod'
import { UserError } from '../../base/errors.ts'
import type { GraphBuilder } from '../build.ts'
import { fields } from './fields.ts'
import type { Node } from './flatten.ts'

interface Named {
  readonly name: string
  readonly className: string
}
type Add = (g: GraphBuilder, node: Node) => void

/** One entry for each Keras class: which fields count, and the layers it becomes. */
const conversions: Readonly<Record<string, Add>> = {
  Conv2D: using(fields.conv, (g, x, { filters, ...rest }, node) =>
    g.conv(x, filters, { ...optionsOf(rest), ...node }),
  ),
  DepthwiseConv2D: using(fields.depthwise, (g, x, config, node) =>
    g.depthwise(x, { ...optionsOf(config), ...node }),
  ),
  SeparableConv2D: using(fields.separable, addSeparable),
  Dense: using(fields.dense, (g, x, { units, activation, use_bias: bias }, node) =>
    g.conv(x, units, { ...node, bias, ...(activation && { activation }) }),
  ),
  BatchNormalization: using(fields.batchNorm, (g, x, { epsilon, momentum, scale }, node) =>
    g.batchNorm(x, { epsilon, momentum, scale, ...node }),
  ),
  LayerNormalization: using(fields.layerNorm, (g, x, { epsilon }, node) => g.layerNorm(x, epsilon, node)),
  Activation: using(fields.activation, (g, x, { activation }, node) =>
    activation === undefined ? g.identity(x, node) : g.activation(x, activation, node),
  ),
  ReLU: using(fields.relu, (g, x, { max_value }, node) =>
    g.activation(x, max_value === 6 ? 'relu6' : 'relu', node),
  ),
  ZeroPadding2D: using(fields.pad, (g, x, { padding }, node) => g.zeroPad(x, padding, node)),
  Cropping2D: using(fields.crop, (g, x, { cropping }, node) => g.crop(x, cropping, node)),
  MaxPooling2D: using(fields.pool, (g, x, config, node) => g.maxPool(x, { ...poolOf(config), ...node })),
  AveragePooling2D: using(fields.pool, (g, x, config, node) => g.avgPool(x, { ...poolOf(config), ...node })),
  GlobalAveragePooling2D: using(fields.nothing, (g, x, _, node) => g.globalAveragePool(x, node)),
  Add: joining((g, inputs, node) => g.add(inputs, node)),
  Multiply: joining((g, inputs, node) => g.multiply(inputs, node)),
  Concatenate: joining((g, inputs, node) => g.concat(inputs, node)),
  Rescaling: using(fields.rescale, (g, x, { scale, offset }, node) => {
    const perChannel = (value: number | number[]) =>
      typeof value === 'number' ? Array<number>(g.shapeOf(x)[2]).fill(value) : value
    return g.affine(x, perChannel(scale), perChannel(offset), node)
  }),
  Reshape: using(fields.reshape, addReshape),
  Dropout: using(fields.nothing, (g, x, _, node) => g.identity(x, node)),
  SpatialDropout2D: using(fields.nothing, (g, x, _, node) => g.identity(x, node)),
  GaussianNoise: using(fields.nothing, (g, x, _, node) => g.identity(x, node)),
}

/** Adds a node of a Keras configuration to the graph, under its name. */
export function convert(g: GraphBuilder, node: Node): void {
  const add = Object.hasOwn(conversions, node.className) ? conversions[node.className] : undefined
  if (add === undefined)
    throw new UserError(`layer ${node.name} is a ${node.className}, which is not supported`, {
      next: `Supported are ${Object.keys(conversions).join(', ')}.`,
    })
  add(g, node)
}

/** A class with one input, some of whose fields count. */
function using<S extends z.ZodType>(
  schema: S,
  add: (g: GraphBuilder, x: string, config: z.output<S>, named: Named) => unknown,
): Add {
  return (g, { name, className, config, inputs: [x = '', ...more] }) => {
    const parsed = schema.safeParse(config)
    if (!parsed.success) throw unsupported({ name, className }, config, parsed.error)
    if (more.length > 0)
      throw new UserError(`layer ${name} (${className}) has ${more.length + 1} inputs instead of one`)
    add(g, x, parsed.data, { name, className })
  }
}

function joining(add: (g: GraphBuilder, inputs: readonly string[], named: Named) => unknown): Add {
  return (g, { name, className, config, inputs }) => {
    const parsed = fields.join.safeParse(config)
    if (!parsed.success) throw unsupported({ name, className }, config, parsed.error)
    const shapes = inputs.map(g.shapeOf)
    const fits = (axis: 0 | 1 | 2) => {
      const sides = new Set(shapes.map(shape => shape[axis]))
      if (className === 'Multiply') sides.delete(1)
      return sides.size <= 1 || (axis === 2 && className === 'Concatenate')
    }
    if (inputs.length < 2 || !([0, 1, 2] as const).every(fits))
      throw new UserError(
        `layer ${name} (${className}) joins ${shapes.map(shape => shape.join('×')).join(' and ')}, which do not fit`,
      )
    add(g, inputs, { name, className })
  }
}

function unsupported(
  { name, className }: Named,
  config: Node['config'],
  { issues: [issue] }: z.ZodError,
): UserError {
  const [field = ''] = issue?.path ?? []
  const reason = issue?.message === 'Invalid input' ? '' : ` (${issue?.message})`
  const value = JSON.stringify(config[String(field)]) ?? 'missing'
  return new UserError(`layer ${name} (${className}): ${String(field)} ${value} is not supported${reason}`)
}

function optionsOf({ kernel_size: kernel, strides, padding, activation, use_bias: bias }: ConvFields) {
  return { kernel, strides: strides ?? 1, padding, bias, ...(activation && { activation }) }
}
type ConvFields = Pick<
  z.output<typeof fields.conv>,
  'kernel_size' | 'strides' | 'padding' | 'activation' | 'use_bias'
>

function poolOf({ pool_size: size, strides, padding }: z.output<typeof fields.pool>) {
  return { size, strides: strides ?? size, padding }
}

/** A depthwise convolution without bias, then a pointwise one: two layers of a graph. */
function addSeparable(
  g: GraphBuilder,
  x: string,
  config: z.output<typeof fields.separable>,
  named: Named,
): void {
  const { kernel, strides, padding, bias, activation } = optionsOf(config)
  const depthwise = g.depthwise(x, { name: `${named.name}_depthwise`, kernel, strides, padding })
  g.conv(depthwise, config.filters, { ...named, bias, ...(activation && { activation }) })
}

/** Only between a vector and one pixel, which are the same here. */
function addReshape(
  g: GraphBuilder,
  x: string,
  { target_shape }: z.output<typeof fields.reshape>,
  named: Named,
): void {
  const isOnePixel = ([height, width]: readonly number[]) => height === 1 && width === 1
  if (!isOnePixel(g.shapeOf(x)) || !isOnePixel(target_shape))
    throw new UserError(`layer ${named.name} (Reshape) to ${target_shape.join('×')} is not supported`)
  g.identity(x, named)
}
