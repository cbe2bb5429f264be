import path from 'node:path'
import type { PreprocessingName } from '../backbones/backbone.ts'
import { getBackbone } from '../backbones/index.ts'
import { UserError } from '../base/errors.ts'
import { didYouMean } from '../base/suggest.ts'
import { listAnyImages } from '../data/any-images.ts'
import type { Range } from '../data/picture/rule.ts'
import type { EmbedRequest } from '../execution/embed/messages.ts'
import type { RecipeBackbone } from '../trial/backbone-names.ts'
import type { EngineName } from '../trial/engine-names.ts'
import type { WeightSource } from '../trial/recipe.ts'
import { graphOf } from '../weights/graph-of.ts'
import { modelFileOf } from '../weights/layers-model.ts'
import { readLayersModel } from '../weights/layers-model-file.ts'
import { checkWeightSource } from '../weights/resolve.ts'

export interface EmbedFlags {
  readonly backbone?: RecipeBackbone
  readonly weights?: string
  readonly preprocessing?: PreprocessingName
  readonly padding?: 'keras' | 'torch'
  readonly size?: number
  readonly range?: Range
  readonly layer?: string
  readonly engine?: EngineName | 'auto'
  readonly workers?: number
  readonly output?: string
}

/** What the flags of `embed` ask for, checked as far as that goes without opening an image or loading an engine. */
export async function requestOf(folder: string, flags: EmbedFlags): Promise<EmbedRequest> {
  const { layer, engine = 'auto', workers } = flags
  const backbone = flags.backbone ?? (flags.weights?.endsWith('.json') ? 'LayersModel' : 'MobileNetV2')
  const source = sourceOf(backbone, flags)
  await checkWeightSource(source, backbone)
  const size = sizeOf(backbone, source, flags.size)
  const graph = graphOf(backbone, source, size)
  if (layer !== undefined)
    checkLayer(
      layer,
      graph.name,
      graph.layers.map(({ name }) => name),
    )
  const dataset = await listAnyImages(folder)
  const file = outputOf(flags.output ?? `${path.basename(path.resolve(folder), '.csv')}-${graph.name}.npy`)
  const { range } = flags
  return { dataset, size, ...(range && { range }), backbone, source, layer, engine, workers, file }
}

const withoutFile = ['imagenet', 'random', 'bundled']

function usualWeights(backbone: RecipeBackbone): 'bundled' | 'imagenet' {
  const isBundled = backbone !== 'LayersModel' && getBackbone(backbone).bundled !== undefined
  return isBundled ? 'bundled' : 'imagenet'
}

function sourceOf(backbone: RecipeBackbone, { weights, preprocessing, padding }: EmbedFlags): WeightSource {
  const source = weights ?? usualWeights(backbone)
  const isFile = !withoutFile.includes(source)
  const file = isFile ? path.resolve(source) : source
  if (preprocessing === undefined && padding === undefined) return file
  if (!isFile)
    throw new UserError(`the weights "${source}" say themselves how pixels and borders are treated`, {
      where: preprocessing === undefined ? '--padding' : '--preprocessing',
      next: 'Leave it out, or give a weight file.',
    })
  return { file, ...(preprocessing && { preprocessing }), ...(padding && { padding }) }
}

function sizeOf(backbone: RecipeBackbone, source: WeightSource, wanted: number | undefined): number {
  if (backbone === 'LayersModel') return wanted ?? readLayersModel(modelFileOf(source)).inputSize ?? 224
  const { defaultSize, minSize } = getBackbone(backbone)
  if (wanted === undefined || wanted >= minSize) return wanted ?? defaultSize
  throw new UserError(`${backbone} needs images of at least ${minSize} pixels (got ${wanted})`, {
    where: '--size',
  })
}

function checkLayer(layer: string, network: string, names: readonly string[]): void {
  if (names.includes(layer)) return
  const hint = didYouMean(layer, names)
  throw new UserError(`${network} has no layer "${layer}"${hint === '' ? '' : `; ${hint}`}`, {
    where: '--layer',
    next: `Its last is ${names.at(-1)}; layers are called as in Keras.`,
  })
}

function outputOf(output: string): string {
  const file = path.resolve(output)
  if (file.toLowerCase().endsWith('.npy')) return file
  throw new UserError(`features are written as .npy (got ${output})`, {
    where: '--output',
    next: `For example: --output ${path.basename(output, path.extname(output))}.npy`,
  })
}
