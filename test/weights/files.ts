import { mkdtempSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import h5wasm from 'h5wasm/node'
import type { Graph } from '../../src/backbones/graph.ts'
import type { Naming } from '../../src/backbones/naming.ts'
import { sourceShape, torchOrder } from '../../src/weights/transform.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'nightsweep-weights-'))
let files = 0

/** Writes bytes to a new file of the given extension. */
export async function fileOf(bytes: Uint8Array | string, extension: string): Promise<string> {
  const file = path.join(folder, `${++files}${extension}`)
  await writeFile(file, bytes)
  return file
}

export interface Tensor {
  dtype?: string
  shape: readonly number[]
  data: Uint8Array | Float32Array
}

/** The bytes of a `.safetensors` file, written straight from the format's description. */
export function safetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata?: Record<string, string>,
): Uint8Array {
  const header: Record<string, unknown> = metadata === undefined ? {} : { __metadata__: metadata }
  const parts: Uint8Array[] = []
  let position = 0
  for (const [name, { dtype = 'F32', shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [position, position + data.byteLength] }
    parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    position += data.byteLength
  }
  return withHeader(JSON.stringify(header), Buffer.concat(parts))
}

/** A `.safetensors` file with any header, true or not. */
export function withHeader(
  header: string,
  data: Uint8Array,
  announced = BigInt(Buffer.byteLength(header)),
): Uint8Array {
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(announced)
  return Buffer.concat([length, Buffer.from(header), data])
}

/** Values between 0 and 1, all different places differently, under the graph's own keys and in its layout. */
export function someValues(graph: Graph): Map<string, Float32Array> {
  const values = new Map<string, Float32Array>()
  let seed = 0
  for (const { name, weights } of graph.layers)
    for (const weight of weights) {
      const data = new Float32Array(weight.shape.reduce((product, side) => product * side, 1))
      for (let i = 0; i < data.length; i++) data[i] = (Math.imul(++seed, 0x9e3779b1) >>> 8) / 2 ** 24
      values.set(`${name}/${weight.name}`, data)
    }
  return values
}

/** The values as tensors under a naming's keys and in its library's layout. */
export function tensorsOf(
  graph: Graph,
  values: ReadonlyMap<string, Float32Array>,
  naming: Naming,
): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = {}
  for (const layer of graph.layers)
    for (const spec of layer.weights) {
      const key = naming.keyOf(layer, spec.name)
      const data = values.get(`${layer.name}/${spec.name}`) ?? new Float32Array()
      const order = naming.family === 'torch' ? torchOrder(layer, spec) : spec.shape.map((_, axis) => axis)
      if (key !== undefined)
        tensors[key] = { shape: sourceShape(spec.shape, order), data: scattered(data, spec.shape, order) }
    }
  return tensors
}

/** Each value at its place in torch's layout: the inverse of what the loader does. */
function scattered(data: Float32Array, shape: readonly number[], order: readonly number[]): Float32Array {
  const source = sourceShape(shape, order)
  const strideOf = (axis: number) => source.slice(axis + 1).reduce((product, side) => product * side, 1)
  const strides = order.map(strideOf)
  const out = new Float32Array(data.length)
  let i = 0
  const fill = (axis: number, position: number): void => {
    if (axis === shape.length) out[position] = data[i++] ?? 0
    else for (let k = 0; k < (shape[axis] ?? 0); k++) fill(axis + 1, position + k * (strides[axis] ?? 0))
  }
  fill(0, 0)
  return out
}

export interface KerasLayer {
  name: string
  weights: readonly { name: string; shape: readonly number[]; data: Float32Array | BigInt64Array }[]
}

interface KerasOptions {
  /** A whole saved model: the weights in a group of their own. */
  isModel?: boolean
  /** Keras splits a list that is too long for one attribute. */
  splitNames?: boolean
}

/** Writes Keras' legacy layout with h5wasm. */
export async function kerasFile(
  layers: readonly KerasLayer[],
  { isModel, splitNames }: KerasOptions = {},
): Promise<string> {
  await h5wasm.ready
  const file = path.join(folder, `${++files}.h5`)
  const h5 = new h5wasm.File(file, 'w')
  const groups = new Map<string, Group>()
  const root = isModel ? h5.create_group('model_weights') : h5
  const names = layers.map(({ name }) => name)
  const half = Math.ceil(names.length / 2)
  if (splitNames) {
    root.create_attribute('layer_names0', names.slice(0, half))
    root.create_attribute('layer_names1', names.slice(half))
  } else
    root.create_attribute('layer_names', names, null, `S${Math.max(1, ...names.map(name => name.length))}`)
  root.create_attribute('backend', 'tensorflow')
  for (const { name, weights } of layers) {
    const group = groupAt(groups, root, name)
    const weightNames = weights.map(weight => weight.name)
    group.create_attribute('weight_names', weightNames.length === 0 ? new Float64Array() : weightNames)
    for (const weight of weights) {
      const parent = groupAt(groups, group, weight.name.split('/').slice(0, -1).join('/'))
      const dtype = weight.data instanceof BigInt64Array ? '<q' : '<f'
      const last = weight.name.split('/').at(-1) ?? ''
      parent.create_dataset({ name: last, data: weight.data, shape: [...weight.shape], dtype })
    }
  }
  h5.close()
  return file
}

type Group = InstanceType<typeof h5wasm.Group>

function groupAt(known: Map<string, Group>, root: Group, name: string): Group {
  return name
    .split('/')
    .filter(part => part !== '')
    .reduce((parent, part) => {
      const place = `${parent.path}/${part}`
      const group = known.get(place) ?? parent.create_group(part)
      known.set(place, group)
      return group
    }, root)
}

/** A graph's layers as Keras 2 saves them, with those that have no weights. */
export function kerasLayers(graph: Graph, values: ReadonlyMap<string, Float32Array>): KerasLayer[] {
  return graph.layers.map(({ name, operation, weights }) => ({
    name,
    weights: weights.map(weight => {
      const kernel = operation.op === 'depthwiseConv2d' ? 'depthwise_kernel' : 'kernel'
      return {
        name: `${name}/${weight.name === 'kernel' ? kernel : weight.name}:0`,
        shape: weight.shape,
        data: values.get(`${name}/${weight.name}`) ?? new Float32Array(),
      }
    }),
  }))
}

/** Compares bit by bit, which the test library does too slowly for so many numbers. */
export function differing(
  a: ReadonlyMap<string, Float32Array>,
  b: ReadonlyMap<string, Float32Array>,
): string[] {
  const bytes = (values: Float32Array | undefined) =>
    Buffer.from(values?.slice().buffer ?? new ArrayBuffer(0))
  const keys = new Set([...a.keys(), ...b.keys()])
  return [...keys].filter(key => !a.has(key) || !b.has(key) || !bytes(a.get(key)).equals(bytes(b.get(key))))
}
