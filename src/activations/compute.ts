import { forward } from '../backbones/forward.ts'
import type { Graph, WeightValues } from '../backbones/graph.ts'
import { preprocess } from '../backbones/preprocess.ts'
import { type Tensor, tf } from '../engine/tf.ts'
import type { LoadedBackbone } from '../weights/load.ts'
import { compileForInference } from './compile.ts'
import { layersUpTo, outputOf } from './subgraph.ts'

/** The frozen part of a backbone, compiled for inference, its weights on the device until `dispose`. */
export interface Prefix {
  /** Values of one image's output. */
  readonly rowLength: number
  /** Runs n images (RGB, 0…255) and writes n rows. Every batch has the same shape (the last one is filled up). */
  run(pixels: Uint8Array, into: Float32Array): Promise<void>
  /** The same for one training batch at its own size, as a tensor [n, …] that the caller disposes. */
  output(pixels: Uint8Array): Tensor
  dispose(): void
}

export interface PrefixOptions {
  /** The last layer that is run; the backbone's output unless given. */
  readonly to?: string
  /** Average over positions after it: rows of channels. */
  readonly pool: boolean
}

/** Images at once: enough to fill the engine, few enough for 4 GB of WebAssembly memory at 299 pixels. */
const batchImages = 16

export function createPrefix(backbone: LoadedBackbone, { to, pool }: PrefixOptions): Prefix {
  const last = to ?? outputOf(backbone.graph).name
  const part = { ...backbone.graph, layers: layersUpTo(backbone.graph, last) }
  const { graph, values } = compileForInference(part, backbone.values)
  const weights = weightTensors(graph.layers, values)
  const [size, width, channels] = graph.inputShape
  const imageLength = size * width * channels
  const { shape } = outputOf(graph)
  const rowLength = pool ? shape[2] : shape[0] * shape[1] * shape[2]

  /** At most `batchImages` images. */
  const runBatch = (pixels: Uint8Array): Tensor =>
    tf.tidy(() => {
      const count = pixels.length / imageLength
      const input = preprocess(pixels, count, size, backbone.preprocessing)
      const y = forward(graph, weights, tf.tensor4d(input, [count, size, width, channels]), { to: last })
      return pool ? y.mean([1, 2]) : y
    })

  return {
    rowLength,
    async run(pixels, into) {
      const batch = new Uint8Array(batchImages * imageLength)
      const count = pixels.length / imageLength
      for (let start = 0; start < count; start += batchImages) {
        const images = Math.min(batchImages, count - start)
        batch.set(pixels.subarray(start * imageLength, (start + images) * imageLength))
        const rows = runBatch(batch)
        const data = await rows.data<'float32'>()
        rows.dispose()
        into.set(data.subarray(0, images * rowLength), start * rowLength)
      }
    },
    output: pixels =>
      tf.tidy(() => {
        const parts: Tensor[] = []
        for (let start = 0; start < pixels.length; start += batchImages * imageLength)
          parts.push(runBatch(pixels.subarray(start, start + batchImages * imageLength)))
        return tf.concat(parts, 0)
      }),
    dispose: () => tf.dispose([...weights.values()]),
  }
}

/** One chunk through a prefix that is used once; see `createPrefix` for many. */
export async function computeActivations(
  backbone: LoadedBackbone,
  pixels: Uint8Array,
  options: PrefixOptions,
  into: Float32Array,
): Promise<void> {
  const prefix = createPrefix(backbone, options)
  try {
    await prefix.run(pixels, into)
  } finally {
    prefix.dispose()
  }
}

/** Weights of these layers on the device, by `layer/weight`. */
export function weightTensors(layers: Graph['layers'], values: WeightValues): Map<string, Tensor> {
  return new Map(
    layers.flatMap(layer =>
      layer.weights.map(({ name, shape }): [string, Tensor] => {
        const key = `${layer.name}/${name}`
        return [key, tf.tensor(weightOf(values, key), [...shape])]
      }),
    ),
  )
}

export function weightOf(values: WeightValues, name: string): Float32Array {
  const value = values.get(name)
  if (value === undefined) throw new RangeError(`the backbone's weights lack ${name}`)
  return value
}
