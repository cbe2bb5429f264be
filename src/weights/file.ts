import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Backbone } from '../backbones/backbone.ts'
import { parametersOf } from '../backbones/measure.ts'
import { messageOf, UserError } from '../base/errors.ts'
import { type Assembled, assembleLayers, assembleTensors } from './assemble.ts'
import { blame } from './errors.ts'
import type { FileOptions, Origin } from './family.ts'
import { formatOf } from './format.ts'
import type { LayersFor } from './h5.ts'
import { weightsInZip } from './keras-zip.ts'
import type { LoadedBackbone } from './loaded.ts'
import { readSafetensors } from './safetensors.ts'
import { WeightProblem } from './stored.ts'
import { valuesOf } from './values.ts'

/** Weights with what their file told about itself. */
export interface WeightFile extends LoadedBackbone {
  readonly library: Assembled['library']
  readonly origin: Origin
}

/** A weight file that is open: what it holds can be laid beside several backbones. */
export interface OpenFile {
  /** SHA-256 of the file. */
  readonly sum: string
  /** Of the tensors, where they have names of their own. */
  readonly shapes?: ReadonlyMap<string, readonly number[]>
  /** Matched by names and shapes; the values are not read yet. A WeightProblem where they do not match. */
  match(backbone: Backbone, size: number, options: FileOptions): Assembled
}

/**
 * Reads a Keras `.h5`, `.weights.h5` or `.keras` or a `.safetensors` file (names of Keras, torchvision or timm) into
 * the graph that its weights were trained in. Complete, with the right shapes and finite, or a `UserError`.
 */
export async function loadWeightFile(
  backbone: Backbone,
  file: string | URL,
  size: number,
  options: FileOptions,
): Promise<WeightFile> {
  const where = file instanceof URL ? fileURLToPath(file) : path.resolve(file)
  return withWeightFile(where, mostBytes(backbone, size), ({ sum, match }) => {
    const { library, graph, origin, pairs } = match(backbone, size, options)
    const values = valuesOf(pairs)
    return {
      library,
      origin,
      graph,
      values,
      preprocessing: origin.preprocessing,
      hash: hashOf(sum, origin, options),
    }
  })
}

/** The same file in another graph, or another copy in it, gives other activations. */
function hashOf(sum: string, { padding, family }: Origin, { prefix }: FileOptions): string {
  return [sum, ...(padding === family ? [] : [padding]), ...(prefix === undefined ? [] : [prefix])].join(':')
}

/** Opens a weight file for `use` and closes it again; what is wrong with it becomes a `UserError` that names the file. */
export async function withWeightFile<T>(
  where: string,
  mostBytes: number,
  use: (file: OpenFile) => T,
): Promise<T> {
  try {
    const bytes = await read(where)
    const sum = createHash('sha256').update(bytes).digest('hex')
    const format = formatOf(bytes, where)
    if (format === 'safetensors') {
      const tensors = readSafetensors(bytes, where)
      const shapes = new Map([...tensors].map(([name, { shape }]) => [name, shape]))
      const match: OpenFile['match'] = (backbone, size, options) =>
        assembleTensors(backbone, tensors, size, options)
      return use({ sum, shapes, match })
    }
    const { withKerasFile } = await import('./h5.ts')
    const onLayers = (layersFor: LayersFor) =>
      use({ sum, match: (backbone, size, options) => assembleLayers(backbone, layersFor, size, options) })
    if (format === 'h5') return await withKerasFile(where, onLayers)
    const weights = weightsInZip(bytes, mostBytes, where)
    return await withTemporaryFile(weights, file => withKerasFile(file, onLayers))
  } catch (error) {
    throw error instanceof WeightProblem ? blame(where, error) : error
  }
}

/** Of the weights in an archive: a classifier and an optimizer's memory may be with them. */
export function mostBytes(backbone: Backbone, size: number): number {
  return 16 * 4 * parametersOf(backbone.build(size)) + 500_000_000
}

/** HDF5 is read from files only. */
async function withTemporaryFile<T>(bytes: Uint8Array, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'nightsweep-'))
  try {
    const file = path.join(folder, 'model.weights.h5')
    await writeFile(file, bytes)
    return await use(file)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function read(where: string): Promise<Uint8Array> {
  try {
    return await readFile(where)
  } catch (error) {
    throw new UserError(`the weight file cannot be read (${messageOf(error)})`, {
      where,
      next: 'Check recipe.weights.',
      cause: error,
    })
  }
}
