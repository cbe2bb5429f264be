import { readFile } from 'node:fs/promises'
import h5wasm from 'h5wasm/node'
import type { Graph } from '../../src/backbones/graph.ts'
import { snakeCase } from '../../src/weights/keras3.ts'
import { fileOf } from './files.ts'

type Group = InstanceType<typeof h5wasm.Group>

export interface Keras3Layer {
  readonly className: string
  readonly name?: string
  readonly weights: readonly { shape: readonly number[]; data: Float32Array }[]
}

export interface Keras3Options {
  /** The model is a layer of another one, which has a classifier. */
  isInner?: boolean
  /** Changes the file before it is closed. */
  edit?(file: InstanceType<typeof h5wasm.File>): void
}

/** Writes the layout of Keras 3 with h5wasm: a group for each layer, called after its class and counted by class. */
export async function keras3File(
  layers: readonly Keras3Layer[],
  { isInner = false, edit }: Keras3Options = {},
): Promise<string> {
  await h5wasm.ready
  const path = await fileOf('', '.weights.h5')
  const file = new h5wasm.File(path, 'w')
  const root = file.create_group('layers')
  if (isInner) {
    const head = [{ shape: [4, 2], data: new Float32Array(8) }]
    write(root, 'dense', { className: 'Dense', name: 'dense', weights: head })
  }
  const container = isInner ? root.create_group('functional').create_group('layers') : root
  const counts = new Map<string, number>()
  for (const layer of layers) {
    const kind = snakeCase(layer.className)
    const count = counts.get(kind) ?? 0
    counts.set(kind, count + 1)
    write(container, count === 0 ? kind : `${kind}_${count}`, layer)
  }
  file.create_group('vars')
  edit?.(file)
  file.close()
  return path
}

function write(container: Group, key: string, { name, weights }: Keras3Layer): void {
  const vars = container.create_group(key).create_group('vars')
  if (name !== undefined) vars.create_attribute('name', name)
  for (const [i, { shape, data }] of weights.entries())
    vars.create_dataset({ name: String(i), data, shape: [...shape], dtype: '<f' })
}

/** A graph's layers with values, all of them, as Keras saves them. */
export function keras3Layers(graph: Graph, values: ReadonlyMap<string, Float32Array>): Keras3Layer[] {
  return graph.layers.map(({ className, name, weights }) => ({
    className,
    name,
    weights: weights.map(weight => ({
      shape: weight.shape,
      data: values.get(`${name}/${weight.name}`) ?? new Float32Array(),
    })),
  }))
}

export const bytesOf = async (file: Promise<string>) => readFile(await file)
