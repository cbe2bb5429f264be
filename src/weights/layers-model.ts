import { createHash } from 'node:crypto'
import type { Graph, Layer, WeightSpec } from '../backbones/graph.ts'
import type { Converted } from '../backbones/layers-model/layers-model.ts'
import type { Naming } from '../backbones/naming.ts'
import { UserError } from '../base/errors.ts'
import type { WeightSource } from '../trial/recipe.ts'
import { assignByName } from './assign.ts'
import { blamed, readLayersModel } from './layers-model-file.ts'
import { checkShards, readShards } from './layers-model-shards.ts'
import type { LoadedBackbone } from './loaded.ts'
import { fileOf } from './source.ts'
import { valuesOf } from './values.ts'

/** The `model.json` in a recipe's weights. */
export function modelFileOf(source: WeightSource): string {
  const file = fileOf(source)
  if (file === undefined)
    throw new UserError(`LayersModel has no weights "${source}": it is a network of your own`, {
      where: 'recipe.weights',
      next: 'Give the model.json of a TensorFlow.js layers model.',
    })
  if (typeof source !== 'string' && source.padding !== undefined)
    throw new UserError('a layers model says itself how it pads', {
      where: 'recipe.weights.padding',
      next: 'Leave padding out.',
    })
  if (typeof source !== 'string' && source.prefix !== undefined)
    throw new UserError('the weights of a layers model are named by its model.json', {
      where: 'recipe.weights.prefix',
      next: 'Leave prefix out.',
    })
  return file
}

/** Finds what is wrong with a model as far as that shows without reading its weights. */
export async function checkLayersModel(source: WeightSource): Promise<void> {
  const file = modelFileOf(source)
  const { manifest, convert, inputSize = 224 } = readLayersModel(file)
  convert(inputSize)
  await checkShards(file, manifest).catch(error => {
    throw blamed(file, error)
  })
}

/** Reads a TensorFlow.js layers model without its head: complete, with the right shapes and finite, or a UserError. */
export async function loadLayersModel(source: WeightSource, size: number): Promise<LoadedBackbone> {
  const file = modelFileOf(source)
  const { text, manifest, convert } = readLayersModel(file)
  const converted = convert(size)
  const { graph } = converted
  try {
    await checkShards(file, manifest)
    const { stored, bytes } = await readShards(file, manifest)
    const naming = namingOf(converted, [...stored.keys()])
    const values = valuesOf(assignByName(graph, stored, naming))
    const hash = createHash('sha256').update(text)
    for (const group of bytes) hash.update(group)
    return { graph, values, preprocessing: preprocessingOf(source, graph), hash: hash.digest('hex') }
  } catch (error) {
    throw blamed(file, error)
  }
}

/** A network that begins by scaling pixels takes them as they are; others are mostly trained on −1…1. */
function preprocessingOf(source: WeightSource, graph: Graph): LoadedBackbone['preprocessing'] {
  const chosen = typeof source === 'string' ? undefined : source.preprocessing
  return chosen ?? (graph.layers[1]?.operation.op === 'affine' ? 'raw' : 'tf')
}

/**
 * Weights are called `layer/weight`, with the models around the layer before it where there are some and the writer
 * thought of them. The rest of the file is the head's.
 */
function namingOf({ nodeOf }: Converted, names: readonly string[]): Naming {
  return {
    library: 'Keras',
    family: 'keras',
    keyOf(layer, weight) {
      const node = nodeOf(layer.name)
      if (node === undefined || (weight === 'beta' && node.config.center === false)) return undefined
      const end = `${node.path.at(-1)}/${storedName(layer, weight, node.className)}`
      const found = names.filter(name => name === end || name.endsWith(`/${end}`))
      const around = node.path.slice(0, -1)
      const within = found.filter(name =>
        name
          .split('/')
          .slice(0, -2)
          .some(part => around.includes(part)),
      )
      const [only = end] = within.length > 0 ? within : found
      return only
    },
    isBeside: () => true,
  }
}

function storedName({ operation: { op } }: Layer, weight: WeightSpec['name'], className: string): string {
  if (weight !== 'kernel') return weight
  if (op === 'depthwiseConv2d') return 'depthwise_kernel'
  return className === 'SeparableConv2D' ? 'pointwise_kernel' : weight
}
