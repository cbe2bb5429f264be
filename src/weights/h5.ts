import h5wasm from 'h5wasm/node'
import type { Graph } from '../backbones/graph.ts'
import { messageOf } from '../base/errors.ts'
import { openOnly } from './h5-guard.ts'
import { damaged, type Group, groupAt, storedAt } from './h5-tree.ts'
import { isKeras3, keras3Layers } from './keras3.ts'
import { type StoredLayer, WeightProblem } from './stored.ts'

/** The layers of an open file that could be those of a graph. */
export type LayersFor = (graph: Graph) => readonly StoredLayer[]

/**
 * Opens a Keras weight file (or a whole model saved so), in the legacy layout or in that of Keras 3, hands its layers
 * to `use` and closes it again. Its name tells nothing: `.weights.h5` is the new layout only if Keras 3 wrote it.
 */
export async function withKerasFile<T>(path: string, use: (layersFor: LayersFor) => T): Promise<T> {
  const module = await h5wasm.ready
  // Else HDF5 prints its errors and goes on.
  module.activate_throwing_error_handler()
  const guard = openOnly(module.FS, path)
  let file: ReturnType<typeof open> | undefined
  try {
    const opened = open(path)
    file = opened
    return use(graph => layersOf(opened, graph))
  } catch (error) {
    if (error instanceof WeightProblem) throw error
    if (guard.refused() !== undefined) throw notInTheFile(guard.refused())
    throw new WeightProblem(`it cannot be read (${messageOf(error)})`, { next: damaged, cause: error })
  } finally {
    file?.close()
    guard.end()
  }
}

const notInTheFile = (other = '') =>
  new WeightProblem(`some of its numbers are not in it: it would read ${other}`, { next: damaged })

function open(path: string) {
  try {
    const file = new h5wasm.File(path, 'r')
    if (file.file_id >= 0n) return file
  } catch (cause) {
    throw new WeightProblem('it is no whole HDF5 file', { next: damaged, cause })
  }
  throw new WeightProblem('it is no whole HDF5 file', { next: damaged })
}

function layersOf(file: Group, graph: Graph): StoredLayer[] {
  const root = isLegacy(file) ? file : groupAt(file, 'model_weights')
  if (root !== undefined) return legacyLayers(root)
  if (isKeras3(file)) return keras3Layers(file, graph)
  throw new WeightProblem('it is an HDF5 file, but Keras did not write weights into it', { next: damaged })
}

const isLegacy = ({ attrs }: Group) => 'layer_names' in attrs || 'layer_names0' in attrs

/**
 * The layers in the order of the attribute `layer_names`, never in that of the groups: a layer's name may hold
 * slashes, and its group then holds other layers.
 */
function legacyLayers(root: Group): StoredLayer[] {
  return texts(root, 'layer_names').map(name => {
    const group = groupAt(root, name)
    if (group === undefined)
      throw new WeightProblem(`its list of layers names ${name}, which is not there`, { next: damaged })
    const weights = texts(group, 'weight_names')
    return { name, weights: weights.map(weight => storedAt(group, weight, `${name}/${weight}`)) }
  })
}

/** An attribute that is a list of texts; Keras splits long ones into `name0`, `name1`, … */
function texts(group: Group, name: string): string[] {
  const { attrs } = group
  const whole = attrs[name]
  if (whole !== undefined) return textsOf(whole.value, name)
  const parts: string[] = []
  for (let i = 0; ; i++) {
    const part = attrs[`${name}${i}`]
    if (part === undefined) break
    parts.push(...textsOf(part.value, name))
  }
  return parts
}

function textsOf(value: unknown, name: string): string[] {
  if (typeof value === 'string') return [value]
  // An empty list is written as numbers.
  if (ArrayBuffer.isView(value) && value.byteLength === 0) return []
  if (Array.isArray(value) && value.every(item => typeof item === 'string')) return value
  throw new WeightProblem(`its attribute ${name} is no list of texts`, { next: damaged })
}
