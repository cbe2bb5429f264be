import h5wasm from 'h5wasm/node'
import { messageOf } from '../base/errors.ts'
import { type Stored, type StoredLayer, WeightProblem } from './stored.ts'

type Group = InstanceType<typeof h5wasm.Group>
type Dataset = InstanceType<typeof h5wasm.Dataset>

const damaged = 'The file is damaged or not what its name says: download or export it again.'

/**
 * Opens a Keras weight file in the legacy layout (or a whole model saved so), hands its layers to `use` and closes it
 * again. The layers come in the order of the attribute `layer_names`, never in that of the groups: a layer's name may
 * hold slashes, and its group then holds other layers.
 */
export async function withKerasFile<T>(path: string, use: (layers: readonly StoredLayer[]) => T): Promise<T> {
  const module = await h5wasm.ready
  // Else HDF5 prints its errors and goes on.
  module.activate_throwing_error_handler()
  const file = open(path)
  try {
    return use(layersOf(file))
  } catch (error) {
    if (error instanceof WeightProblem) throw error
    throw new WeightProblem(`it cannot be read (${messageOf(error)})`, { next: damaged, cause: error })
  } finally {
    file.close()
  }
}

function open(path: string) {
  try {
    const file = new h5wasm.File(path, 'r')
    if (file.file_id >= 0n) return file
  } catch (cause) {
    throw new WeightProblem('it is no whole HDF5 file', { next: damaged, cause })
  }
  throw new WeightProblem('it is no whole HDF5 file', { next: damaged })
}

function layersOf(file: Group): StoredLayer[] {
  const root =
    'layer_names' in file.attrs || 'layer_names0' in file.attrs ? file : groupAt(file, 'model_weights')
  if (root === undefined) throw notLegacy(file)
  return texts(root, 'layer_names').map(name => {
    const group = groupAt(root, name)
    if (group === undefined)
      throw new WeightProblem(`its list of layers names ${name}, which is not there`, { next: damaged })
    return { name, weights: texts(group, 'weight_names').map(weight => storedAt(group, name, weight)) }
  })
}

function notLegacy(file: Group): WeightProblem {
  const isKeras3 =
    groupAt(file, 'layers') !== undefined || groupAt(file, '_layer_checkpoint_dependencies') !== undefined
  return isKeras3
    ? new WeightProblem('it is in the layout of Keras 3 (.weights.h5), and only the older one is read', {
        next: 'Save it with a name that ends in .h5 but not in .weights.h5, or as .safetensors.',
      })
    : new WeightProblem('it is an HDF5 file, but Keras did not write weights into it', { next: damaged })
}

function groupAt(parent: Group, name: string): Group | undefined {
  const entity = entityAt(parent, name)
  return entity instanceof h5wasm.Group ? entity : undefined
}

function entityAt(parent: Group, name: string) {
  try {
    return parent.get(name)
  } catch {
    return null
  }
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

function storedAt(group: Group, layer: string, weight: string): Stored {
  const name = `${layer}/${weight}`
  const dataset = entityAt(group, weight)
  if (!(dataset instanceof h5wasm.Dataset))
    throw new WeightProblem(`its weight ${name} is not there`, { next: damaged })
  return { name, shape: dataset.shape ?? [], read: () => floats(dataset, name) }
}

function floats(dataset: Dataset, name: string): Float32Array {
  const { dtype } = dataset
  if (dtype === '<f' || dtype === '<d') {
    const { value } = dataset
    if (value instanceof Float32Array) return value
    if (value instanceof Float64Array) return new Float32Array(value)
  }
  throw new WeightProblem(`its weight ${name} is of type ${JSON.stringify(dtype)}, not of 32-bit numbers`, {
    next: 'Save the weights as float32 and try again.',
  })
}
