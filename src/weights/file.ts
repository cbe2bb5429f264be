import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Backbone } from '../backbones/backbone.ts'
import { parametersOf } from '../backbones/measure.ts'
import { messageOf, UserError } from '../base/errors.ts'
import { type Assembled, assembleLayers, assembleTensors } from './assemble.ts'
import type { FileOptions, Origin } from './family.ts'
import { formatOf } from './format.ts'
import type { LayersFor } from './h5.ts'
import { weightsInZip } from './keras-zip.ts'
import type { LoadedBackbone } from './loaded.ts'
import { readSafetensors } from './safetensors.ts'
import { WeightProblem } from './stored.ts'

/** Weights with what their file told about itself. */
export interface WeightFile extends LoadedBackbone {
  readonly library: Assembled['library']
  readonly origin: Origin
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
  try {
    const bytes = await read(where)
    const { library, graph, origin, values } = await assemble(backbone, where, bytes, size, options)
    const sum = createHash('sha256').update(bytes).digest('hex')
    // The same file in another graph gives other activations.
    const hash = origin.padding === origin.family ? sum : `${sum}:${origin.padding}`
    return { library, origin, graph, values, preprocessing: origin.preprocessing, hash }
  } catch (error) {
    if (!(error instanceof WeightProblem)) throw error
    const { message, details, next } = error
    throw new UserError(message, { where, details, cause: error, ...(next !== undefined && { next }) })
  }
}

async function assemble(
  backbone: Backbone,
  where: string,
  bytes: Uint8Array,
  size: number,
  options: FileOptions,
): Promise<Assembled> {
  const format = formatOf(bytes)
  if (format === 'safetensors') return assembleTensors(backbone, readSafetensors(bytes), size, options)
  const { withKerasFile } = await import('./h5.ts')
  const use = (layersFor: LayersFor) => assembleLayers(backbone, layersFor, size, options)
  if (format === 'h5') return withKerasFile(where, use)
  const weights = weightsInZip(bytes, mostBytes(backbone, size))
  return withTemporaryFile(weights, file => withKerasFile(file, use))
}

/** Of the weights in an archive: a classifier and an optimizer's memory may be with them. */
function mostBytes(backbone: Backbone, size: number): number {
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
