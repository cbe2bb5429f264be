import { forward } from '../backbones/forward.ts'
import type { Shape } from '../backbones/graph.ts'
import { layerNamed } from '../backbones/measure.ts'
import { preprocess } from '../backbones/preprocess.ts'
import { type Tensor, type Tensor4D, tf } from '../engine/tf.ts'
import type { LoadedBackbone } from '../weights/loaded.ts'
import { compileForInference } from './compile.ts'
import type { Output } from './output.ts'
import { layersUpTo } from './subgraph.ts'
import { weightTensors } from './weight-tensors.ts'

/** One run over the images that leaves the activations at several cuts on its way; compiled, on the device until `dispose`. */
export interface Pass {
  /** Runs n inputs and writes n rows of each output. Every batch has the same shape (the last one is filled up). */
  run(input: PassInput, into: readonly Float32Array[]): Promise<void>
  /** The outputs of at most one batch, as tensors [n, …] that the caller disposes. */
  outputs(input: PassInput): Tensor[]
  dispose(): void
}

/** Images (RGB, 0…255), or rows of activations at `from`. */
type PassInput = Uint8Array | Float32Array

export interface PassOptions {
  /** The cut whose activations are the input; images unless given. */
  readonly from?: string | undefined
  /** In the order of the graph: each must lie on the way to the next. */
  readonly outputs: readonly Output[]
  /** At once. */
  readonly images?: number | undefined
}

/** Images at once: enough to fill the engine, few enough for 4 GB of WebAssembly memory at 299 pixels. */
export const passImages = 16

export function createPass(backbone: LoadedBackbone, options: PassOptions): Pass {
  const { from, outputs, images: most = passImages } = options
  const last = outputs.at(-1)?.layer ?? ''
  const part = { ...backbone.graph, layers: layersUpTo(backbone.graph, last, from) }
  const { graph, values } = compileForInference(part, backbone.values)
  const weights = weightTensors(graph.layers, values)
  const first = from ?? backbone.graph.layers[0]?.name ?? ''
  const inputShape = from === undefined ? graph.inputShape : layerNamed(backbone.graph, from).shape
  const inputLength = lengthOf(inputShape)

  function tensorOf(input: PassInput, count: number): Tensor4D {
    const values =
      input instanceof Uint8Array
        ? preprocess(input, count, graph.inputShape[0], backbone.preprocessing)
        : input
    return tf.tensor4d(values, [count, ...inputShape])
  }

  const runBatch = (input: PassInput): Tensor[] =>
    tf.tidy(() => {
      let at = first
      let x = tensorOf(input, input.length / inputLength)
      return outputs.map(({ layer, pool }) => {
        x = forward(graph, weights, x, { from: at, to: layer })
        at = layer
        return pool ? x.mean([1, 2]) : x
      })
    })

  return {
    outputs: runBatch,
    async run(input, into) {
      const count = input.length / inputLength
      const size = most * inputLength
      const batch = input instanceof Uint8Array ? new Uint8Array(size) : new Float32Array(size)
      for (let start = 0; start < count; start += most) {
        const images = Math.min(most, count - start)
        batch.set(input.subarray(start * inputLength, (start + images) * inputLength))
        for (const [i, rows] of runBatch(batch).entries()) {
          const rowLength = rows.size / most
          const data = await rows.data<'float32'>()
          rows.dispose()
          into[i]?.set(data.subarray(0, images * rowLength), start * rowLength)
        }
      }
    },
    dispose: () => tf.dispose([...weights.values()]),
  }
}

const lengthOf = ([height, width, channels]: Shape) => height * width * channels
