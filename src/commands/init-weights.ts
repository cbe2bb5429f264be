import path from 'node:path'
import type { RecipeBackbone } from '../trial/backbone-names.ts'
import { fittingVerdict } from '../weights/import.ts'
import { checkLayersModel } from '../weights/layers-model.ts'

/** A weight file that is there and whole, and the network that it is for. */
export async function ownWeights(given: string): Promise<{ file: string; backbone: RecipeBackbone }> {
  const file = path.resolve(given)
  if (!file.endsWith('.json')) return { file, backbone: (await fittingVerdict(file)).backbone }
  await checkLayersModel(file)
  return { file, backbone: 'LayersModel' }
}
