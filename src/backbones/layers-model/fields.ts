import { z } from 'zod'
import type { ActivationName } from '../graph.ts'

/** Fields of Keras layer configurations, as graphs want them. What a graph cannot do is refused by its schema. */

const activations: Readonly<Record<string, ActivationName | undefined>> = {
  linear: undefined,
  relu: 'relu',
  relu6: 'relu6',
  sigmoid: 'sigmoid',
  swish: 'swish',
  silu: 'swish',
  gelu: 'gelu',
}
const activation = z
  .string()
  .nullish()
  .refine(name => Object.hasOwn(activations, name ?? 'linear'), {
    error: issue => `"${issue.input}" is not supported: ${Object.keys(activations).join(', ')}`,
  })
  .transform(name => activations[name ?? 'linear'])

const count = z.number().int().min(1)
const zeros = z.number().int().min(0)
const both = <T extends z.ZodType<number>>(item: T) =>
  z.union([z.tuple([item, item]), item.transform((n): [number, number] => [n, n])])

const pair = both(count)
const strides = pair.nullish()
const padding = z.enum(['same', 'valid']).default('valid')
const dataFormat = z.literal('channels_last').nullish()
const lastAxis = z.union([z.literal([-1, 3]), z.tuple([z.literal([-1, 3])])]).default(-1)
const isOne = both(z.literal(1)).nullish()

const windowed = { strides, padding, data_format: dataFormat, dilation_rate: isOne }
const convolution = { ...windowed, kernel_size: pair, activation, use_bias: z.boolean().default(true) }
const norm = { axis: lastAxis, epsilon: z.number().gt(0).default(1e-3) }
const sides = z.union([
  z.tuple([z.tuple([zeros, zeros]), z.tuple([zeros, zeros])]),
  both(zeros).transform(([h, w]): [[number, number], [number, number]] => [
    [h, h],
    [w, w],
  ]),
])
const channelValues = z.union([z.number(), z.array(z.number())])

export const fields = {
  conv: z.object({ ...convolution, filters: count, groups: z.literal(1).nullish() }),
  depthwise: z.object({ ...convolution, depth_multiplier: z.literal(1).default(1) }),
  separable: z.object({ ...convolution, filters: count, depth_multiplier: z.literal(1).default(1) }),
  dense: z.object({ units: count, activation, use_bias: z.boolean().default(true) }),
  batchNorm: z.object({
    ...norm,
    momentum: z.number().default(0.99),
    center: z.boolean().default(true),
    scale: z.boolean().default(true),
  }),
  layerNorm: z.object({
    ...norm,
    center: z.literal(true).default(true),
    scale: z.literal(true).default(true),
  }),
  activation: z.object({ activation }),
  relu: z.object({
    max_value: z.literal([6, null]).default(null),
    negative_slope: z.literal([0, null]).optional(),
    threshold: z.literal([0, null]).optional(),
  }),
  pad: z.object({ padding: sides, data_format: dataFormat }),
  crop: z.object({ cropping: sides, data_format: dataFormat }),
  pool: z.object({ pool_size: pair.default([2, 2]), strides, padding, data_format: dataFormat }),
  join: z.object({ axis: lastAxis }),
  rescale: z.object({ scale: channelValues, offset: channelValues.default(0) }),
  reshape: z.object({ target_shape: z.array(z.number()) }),
  nothing: z.object({}),
} satisfies Record<string, z.ZodType>
