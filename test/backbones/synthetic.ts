import type { Graph, Layer, WeightSpec } from '../../src/backbones/graph.ts'

/** mulberry32 as a stream of numbers in [0, 1). */
function stream(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** The picture that the golden values were made from: RGB, seed 12345. */
export function goldenPixels(size: number): Uint8Array {
  const next = stream(12345)
  return Uint8Array.from({ length: size * size * 3 }, () => Math.floor(next() * 256))
}

/**
 * The weights that the golden values were made with: each from a seed of its own, by its layer's place among the layers
 * with weights in Keras' file (there ConvNeXt's nested layers are one) and its own place in the layer.
 */
export function syntheticWeights(graph: Graph): Map<string, Float32Array> {
  const values = new Map<string, Float32Array>()
  let [place, index, previous] = [-1, 0, '']
  for (const layer of graph.layers)
    for (const spec of layer.weights) {
      const group = groupOf(layer.name)
      if (group !== previous) [place, index, previous] = [place + 1, 0, group]
      const seed = Math.imul(place * 16 + index + 1, 2654435761) >>> 0
      values.set(`${layer.name}/${spec.name}`, draw(layer, spec, stream(seed)))
      index++
    }
  return values
}

const groupOf = (layer: string) => layer.replace(/^(convnext_tiny_(?:stem|downsampling))_[a-z]+/, '$1')

/** Middle and half width of the uniform distribution of each kind of weight; kernels have He's. */
const distributions: Readonly<Record<Exclude<WeightSpec['name'], 'kernel'>, readonly [number, number]>> = {
  bias: [0, 0.05],
  beta: [0, 0.05],
  moving_mean: [0, 0.05],
  gamma: [1, 0.1],
  moving_variance: [1, 0.1],
  scale: [0.5, 0.1],
}

function draw({ operation }: Layer, { name, shape }: WeightSpec, next: () => number): Float32Array {
  const [height = 1, width = 1, channels = 1] = shape
  const fanIn = height * width * (operation.op === 'depthwiseConv2d' ? 1 : channels)
  const [middle, half] = name === 'kernel' ? [0, Math.sqrt(6 / fanIn)] : distributions[name]
  const values = new Float32Array(shape.reduce((product, side) => product * side, 1))
  for (let i = 0; i < values.length; i++) values[i] = middle + half * (2 * next() - 1)
  return values
}
