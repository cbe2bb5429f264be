import type { Graph, Layer, WeightSpec } from '../../src/backbones/graph.ts'
import { type Tensor, tf } from '../../src/engine/tf.ts'

/**
 * The weights with which the golden values were made (Keras 3.15.1 on torch 2.13, float32): a mulberry32 stream for
 * each weight, seeded by its place in Keras' weight file.
 */
export function syntheticWeights(graph: Graph): Map<string, Tensor> {
  const weights = new Map<string, Tensor>()
  let layerNumber = -1
  let group = ''
  let place = 0
  for (const layer of graph.layers.filter(candidate => candidate.weights.length > 0)) {
    if (group !== groupOf(layer)) {
      group = groupOf(layer)
      layerNumber++
      place = 0
    }
    for (const spec of layer.weights) {
      const seed = Math.imul(layerNumber * 16 + place++ + 1, 2654435761 | 0)
      weights.set(`${layer.name}/${spec.name}`, tf.tensor(valuesOf(layer, spec, seed), [...spec.shape]))
    }
  }
  return weights
}

/** Keras keeps ConvNeXt's stem, and what is between its stages, as a convolution and a norm in one layer. */
const groupOf = ({ name }: Layer) => name.replace(/(_stem|_downsampling)_(?:conv|layernorm)/, '$1')

function valuesOf({ operation }: Layer, { name, shape }: WeightSpec, seed: number): Float32Array {
  const [height = 1, width = 1, channels = 1] = shape
  const fanIn = height * width * (operation.op === 'depthwiseConv2d' ? 1 : channels)
  const [middle, spread] = {
    kernel: [0, Math.sqrt(6 / fanIn)],
    bias: [0, 0.05],
    beta: [0, 0.05],
    moving_mean: [0, 0.05],
    gamma: [1, 0.1],
    moving_variance: [1, 0.1],
    scale: [0.5, 0.1],
  }[name] as [number, number]
  const values = new Float32Array(shape.reduce((product, side) => product * side, 1))
  const next = mulberry32(seed)
  for (let i = 0; i < values.length; i++) values[i] = middle + spread * (2 * next() - 1)
  return values
}

/** The picture of the golden values: noise in RGB. */
export function syntheticPixels(size: number): Uint8Array {
  const next = mulberry32(12345)
  return Uint8Array.from({ length: size * size * 3 }, () => Math.floor(next() * 256))
}

export function mulberry32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
