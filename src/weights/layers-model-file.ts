import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { inputSizeOf } from '../backbones/layers-model/input-size.ts'
import { type Converted, convertModel } from '../backbones/layers-model/layers-model.ts'
import { rootOf } from '../backbones/layers-model/model.ts'
import { messageOf, UserError } from '../base/errors.ts'
import { isTooDeep } from '../base/nesting.ts'
import { formatBytes } from '../text/format.ts'
import { type Manifest, manifestSchema } from './layers-model-shards.ts'
import { WeightProblem } from './stored.ts'

/** What `model.json` says; the weights themselves are in the files that the manifest names. */
export interface LayersModelFile {
  readonly text: string
  readonly manifest: Manifest
  /** The size its author used; undefined where it takes any. */
  readonly inputSize: number | undefined
  /** Without the head, at any size. */
  convert(size: number): Converted
}

const largest = 2 ** 26

const fileSchema = z.looseObject({
  format: z.string().optional(),
  modelTopology: z.unknown().optional(),
  weightsManifest: z.unknown().optional(),
})

/** Reads a TensorFlow.js layers model as the plan needs it: at once and without its weights. */
export function readLayersModel(file: string): LayersModelFile {
  return blaming(file, () => {
    const text = read(file)
    const { modelTopology: written, weightsManifest } = parse(text)
    const topology = typeof written === 'string' ? json(written) : written
    const manifest = manifestSchema.safeParse(weightsManifest)
    if (!manifest.success) {
      const [issue] = manifest.error.issues
      throw new UserError(`its weightsManifest is wrong: ${issue?.path.join('.')}: ${issue?.message}`)
    }
    const name = nameOf(file)
    return {
      text,
      manifest: manifest.data,
      inputSize: inputSizeOf(rootOf(topology)),
      convert: size => blaming(file, () => convertModel(name, topology, size)),
    }
  })
}

/** What is wrong with the model is said with its file. */
function blaming<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw blamed(file, error)
  }
}

export function blamed(file: string, error: unknown): unknown {
  const isKnown = error instanceof WeightProblem || (error instanceof UserError && error.where === undefined)
  if (!isKnown) return error
  const { message, details, next } = error
  return new UserError(message, {
    where: file,
    details,
    cause: error,
    ...(next === undefined ? {} : { next }),
  })
}

function read(file: string): string {
  try {
    const { size } = statSync(file)
    if (size > largest) throw new UserError(`it is too long for a model.json: ${formatBytes(size)}`)
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`the model cannot be read (${messageOf(error)})`, {
      next: 'Check recipe.weights.',
      cause: error,
    })
  }
}

const next = 'LayersModel needs the model.json of a TensorFlow.js layers model.'

function json(text: string): unknown {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (cause) {
    throw new UserError(`it is not JSON (${messageOf(cause)})`, { next, cause })
  }
  if (isTooDeep(content)) throw new UserError('it is nested too deeply to be a model', { next })
  return content
}

function parse(text: string): z.infer<typeof fileSchema> {
  const content = json(text)
  const result = fileSchema.safeParse(content)
  if (result.success && result.data.format === 'graph-model')
    throw new UserError('it is a TensorFlow.js graph model, whose layers are gone', {
      next: 'Convert the Keras model again, with --output_format tfjs_layers_model.',
    })
  if (!result.success || result.data.modelTopology === undefined || result.data.weightsManifest === undefined)
    throw new UserError('it has no modelTopology and weightsManifest', { next })
  return result.data
}

/** A model is called by its file, or by its folder where the file is just called model. */
function nameOf(file: string): string {
  const name = path.basename(file, '.json')
  return name === 'model' ? path.basename(path.dirname(path.resolve(file))) : name
}
