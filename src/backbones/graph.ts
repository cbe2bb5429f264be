/**
 * A backbone as data: layers in Keras' topological order, with shapes at a given input size. Nothing here needs
 * TensorFlow.js, so parameters, multiply-adds and bytes can be told before anything is loaded.
 */

/** [height, width, channels] of one image's activation. */
export type Shape = readonly [number, number, number]
export type Pad = readonly [readonly [number, number], readonly [number, number]]
export type ActivationName = 'relu' | 'relu6' | 'swish' | 'gelu' | 'hardSwish' | 'hardSigmoid' | 'sigmoid'

/** A layer's operation. Kernels: conv [kh, kw, in, out], depthwise [kh, kw, channels, 1]. */
export type Operation =
  | { readonly op: 'input' }
  | {
      readonly op: 'conv2d' | 'depthwiseConv2d'
      readonly kernel: readonly [number, number]
      readonly strides: readonly [number, number]
      readonly padding: 'same' | 'valid' | Pad
      readonly bias: boolean
      readonly activation?: ActivationName
    }
  | { readonly op: 'batchNorm'; readonly epsilon: number; readonly momentum: number; readonly scale: boolean }
  | { readonly op: 'layerNorm'; readonly epsilon: number }
  | { readonly op: 'activation'; readonly activation: ActivationName }
  | { readonly op: 'zeroPad'; readonly padding: Pad }
  | { readonly op: 'crop'; readonly cropping: Pad }
  | {
      readonly op: 'maxPool' | 'avgPool'
      readonly size: readonly [number, number]
      readonly strides: readonly [number, number]
      readonly padding: 'same' | 'valid' | Pad
      /** avgPool: divide by the number of cells under the window, padding included (torch). */
      readonly countPads?: boolean
    }
  | { readonly op: 'globalAveragePool' }
  | { readonly op: 'add' | 'multiply' | 'concat' }
  /** First input plus `factor` times the second. */
  | { readonly op: 'scaledAdd'; readonly factor: number }
  /** x · scale + offset per channel, no weights. */
  | { readonly op: 'affine'; readonly scale: readonly number[]; readonly offset: readonly number[] }
  | { readonly op: 'layerScale' }
  | { readonly op: 'dropout' | 'identity' }

export interface Layer {
  /** Keras layer name. */
  readonly name: string
  /** Keras class name, as in Keras' own configuration. */
  readonly className: string
  readonly operation: Operation
  readonly inputs: readonly string[]
  readonly shape: Shape
  /** Weights in Keras' file order (`gamma, beta, moving_mean, moving_variance`; `kernel, bias`). */
  readonly weights: readonly WeightSpec[]
  /** Multiply-adds for one image; convolutions only. */
  readonly multiplyAdds: number
}

export interface WeightSpec {
  readonly name: 'kernel' | 'bias' | 'gamma' | 'beta' | 'moving_mean' | 'moving_variance' | 'scale'
  readonly shape: readonly number[]
}

/** A place where a single tensor carries everything: `block` ends after `layer`. In order from the input. */
interface Cut {
  readonly block: string
  readonly layer: string
}

export interface Graph {
  readonly name: string
  readonly inputShape: Shape
  /** Topological order, the input layer first. */
  readonly layers: readonly Layer[]
  /** All blocks; the last one ends with the output layer. `unfreezeDepth: n` trains the last n blocks. */
  readonly cuts: readonly Cut[]
}

/** Weight values by `layer/weight`, for example `block_1_expand/kernel`; float32, Keras layout, C order. */
export type WeightValues = ReadonlyMap<string, Float32Array>
