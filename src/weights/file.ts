import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Backbone } from '../backbones/backbone.ts'
import type { Graph, WeightValues } from '../backbones/graph.ts'
import { messageOf, UserError } from '../base/errors.ts'
import { assignByName, assignFromKeras, namingFor } from './assign.ts'
import { type FileOptions, type Origin, originOf, withEpsilon } from './family.ts'
import { formatOf } from './format.ts'
import type { LoadedBackbone } from './load.ts'
import { namingsOf } from './names/index.ts'
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
    const { graph, origin, values } = await assign(backbone, where, bytes, size, options)
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

interface Assigned {
  readonly graph: Graph
  readonly origin: Origin
  readonly values: WeightValues
}

async function assign(
  backbone: Backbone,
  where: string,
  bytes: Uint8Array,
  size: number,
  options: FileOptions,
): Promise<Assigned> {
  const build = (origin: Origin) => backbone.build(size, origin.family, origin.padding)
  if (formatOf(bytes) === 'h5') {
    const { withKerasFile } = await import('./h5.ts')
    const origin = originOf(backbone, 'keras', options)
    const graph = build(origin)
    return { graph, origin, values: await withKerasFile(where, layers => assignFromKeras(graph, layers)) }
  }
  const stored = readSafetensors(bytes)
  const naming = namingFor(backbone.build(size), stored, namingsOf(backbone.name))
  const origin = originOf(backbone, naming.family, options)
  // Weights that keep Keras' padding were carried over from there and keep its epsilon too.
  const epsilon = origin.padding === origin.family ? naming.epsilon : undefined
  const graph = withEpsilon(build(origin), epsilon)
  return { graph, origin, values: assignByName(graph, stored, naming) }
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
