import { stat } from 'node:fs/promises'
import { getBackbone } from '../backbones/index.ts'
import { UserError } from '../base/errors.ts'
import type { RecipeBackbone } from '../trial/backbone-names.ts'
import type { WeightSource } from '../trial/recipe.ts'
import { blame, neverPublished, notBundled } from './errors.ts'
import { folderProblem } from './folder.ts'
import { checkLayersModel } from './layers-model.ts'
import { officialFile } from './official.ts'
import { fileOf } from './source.ts'

/** Looks whether a source can be there at all, before any work begins; what is in the file is checked when it is read. */
export async function checkWeightSource(source: WeightSource, backbone: RecipeBackbone): Promise<void> {
  if (backbone === 'LayersModel') return checkLayersModel(source)
  if (source === 'random') return
  if (source === 'imagenet') {
    if (officialFile(backbone) === undefined) throw neverPublished(backbone)
    return
  }
  if (source === 'bundled') {
    if (getBackbone(backbone).bundled === undefined) throw notBundled({ name: backbone })
    return
  }
  const file = fileOf(source) ?? ''
  const found = await stat(file).catch(() => undefined)
  if (found === undefined)
    throw new UserError('no such weight file', { where: file, next: 'Check recipe.weights.' })
  if (found.isDirectory()) throw blame(file, await folderProblem(file))
  if (!found.isFile()) throw new UserError('a weight file is needed, this is no file', { where: file })
}
