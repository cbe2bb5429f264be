import h5wasm from 'h5wasm/node'
import { type Stored, WeightProblem } from './stored.ts'

export type Group = InstanceType<typeof h5wasm.Group>
type Dataset = InstanceType<typeof h5wasm.Dataset>

export const damaged = 'The file is damaged or not what its name says: download or export it again.'

/** A group in the file itself. */
export function groupAt(parent: Group, name: string): Group | undefined {
  const entity = entityAt(parent, name)
  return entity instanceof h5wasm.Group ? entity : undefined
}

/** A dataset as a weight called `name`. */
export function storedAt(group: Group, path: string, name: string): Stored {
  const dataset = entityAt(group, path)
  if (!(dataset instanceof h5wasm.Dataset))
    throw new WeightProblem(`its weight ${name} is not there`, { next: damaged })
  return { name, shape: dataset.shape ?? [], read: () => floats(dataset, name) }
}

function entityAt(parent: Group, name: string) {
  refuseLinks(parent, name)
  try {
    return parent.get(name)
  } catch {
    return null
  }
}

/** Keras writes no links, and one that leads elsewhere would read whatever file its author thought of. */
function refuseLinks(parent: Group, name: string): void {
  let place = parent.path === '/' ? '' : parent.path
  for (const step of name.split('/')) {
    place += `/${step}`
    // Asking after the link of what is not there makes HDF5 fail, which costs it some of its stack each time.
    if (parent.get_type(place) < 0) return
    const target = parent.get_external_link(place).filename ?? parent.get_link(place)
    if (target !== undefined && target !== null)
      throw new WeightProblem(`${place} is not in the file: it is a link to ${target}`, { next: damaged })
  }
}

function floats(dataset: Dataset, name: string): Float32Array {
  const { dtype, metadata } = dataset
  if (metadata.virtual_sources !== undefined)
    throw new WeightProblem(`its weight ${name} is not in the file: it is put together from others`, {
      next: damaged,
    })
  if (dtype === '<f' || dtype === '<d') {
    const { value } = dataset
    if (value instanceof Float32Array) return value
    if (value instanceof Float64Array) return new Float32Array(value)
  }
  throw new WeightProblem(`its weight ${name} is of type ${JSON.stringify(dtype)}, not of 32-bit numbers`, {
    next: 'Save the weights as float32 and try again.',
  })
}
