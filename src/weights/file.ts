import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Backbone } from '../backbones/backbone.ts'
import { messageOf, UserError } from '../base/errors.ts'
import { type Assembled, assembleLayers, assembleTensors } from './assemble.ts'
import type { FileOptions } from './family.ts'
import { formatOf } from './format.ts'
import type { LoadedBackbone } from './load.ts'
import { readSafetensors } from './safetensors.ts'
import { WeightProblem } from './stored.ts'

/**
 * Reads a Keras `.h5` or a `.safetensors` file (names of Keras, torchvision or timm) into the graph that its weights
 * were trained in. Complete, with the right shapes and finite, or a `UserError`.
 */
export async function loadWeightFile(
  backbone: Backbone,
  file: string | URL,
  size: number,
  options: FileOptions,
): Promise<LoadedBackbone> {
  const where = file instanceof URL ? fileURLToPath(file) : path.resolve(file)
  try {
    const bytes = await read(where)
    const { graph, origin, values } = await assemble(backbone, where, bytes, size, options)
    const sum = createHash('sha256').update(bytes).digest('hex')
    // The same file in another graph gives other activations.
    const hash = origin.padding === origin.family ? sum : `${sum}:${origin.padding}`
    return { graph, values, preprocessing: origin.preprocessing, hash }
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
  if (formatOf(bytes) === 'safetensors')
    return assembleTensors(backbone, readSafetensors(bytes), size, options)
  const { withKerasFile } = await import('./h5.ts')
  return withKerasFile(where, layers => assembleLayers(backbone, layers, size, options))
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
