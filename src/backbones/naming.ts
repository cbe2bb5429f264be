import type { Layer, WeightSpec } from './graph.ts'

/** Which ancestor's graph details apply: padding of stride-2 convolutions, where a stride sits, epsilon. */
export type Family = 'keras' | 'torch'

/** How one library names a backbone's weights in its files. */
export interface Naming {
  readonly library: 'Keras' | 'torch' | 'torchvision' | 'timm'
  readonly family: Family
  /** Of the batch norms, where this library's own weights differ from the family's. */
  readonly epsilon?: number
  /** The tensor that holds a weight; undefined: this library has none, it is zero. */
  keyOf(layer: Layer, weight: WeightSpec['name']): string | undefined
  /** Whether a tensor is none of the backbone's: the classifier on top, counters, auxiliary heads. */
  isBeside(key: string): boolean
}

/** `layer/weight` with Keras' names. */
export const kerasNaming: Naming = {
  library: 'Keras',
  family: 'keras',
  keyOf: ({ name }, weight) => `${name}/${weight}`,
  isBeside: key => /^(predictions|logits|fc\d+|head_dense)\//i.test(key),
}

const suffixes: Readonly<Record<WeightSpec['name'], string>> = {
  kernel: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
  scale: 'gamma',
}

const besideTorch =
  /(^|\.)num_batches_tracked$|^(classifier|fc|head|pre_logits|classif|last_linear|AuxLogits)\./

interface TorchOptions {
  /** Torch's convolutions have no bias where Keras' have one. */
  readonly zeroBias?: boolean
  /** What the library calls a layer scale; default `gamma`. */
  readonly scale?: string
  readonly epsilon?: number
  /** Further tensors that are none of the backbone's. */
  readonly beside?: RegExp
}

/** `module.weight` with torch's names; `moduleOf` gives the module of a Keras layer. */
export function torchNaming(
  library: Naming['library'],
  moduleOf: (layer: string) => string,
  { zeroBias = false, scale = suffixes.scale, epsilon, beside }: TorchOptions = {},
): Naming {
  return {
    library,
    family: 'torch',
    ...(epsilon !== undefined && { epsilon }),
    keyOf: ({ name, operation }, weight) => {
      if (zeroBias && operation.op === 'conv2d' && weight === 'bias') return undefined
      return `${moduleOf(name)}.${weight === 'scale' ? scale : suffixes[weight]}`
    },
    isBeside: key => besideTorch.test(key) || (beside?.test(key) ?? false),
  }
}
