import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { listed } from '../base/listed.ts'
import { WeightProblem } from './stored.ts'

const shownFiles = 3

/** A folder is named where a weight file should be: what is in it, and what to name or do instead. */
export async function folderProblem(folder: string): Promise<WeightProblem> {
  const names = (await readdir(folder).catch((): string[] => [])).sort()
  if (names.some(name => name === 'saved_model.pb' || name === 'keras_metadata.pb'))
    return new WeightProblem('it is a TensorFlow SavedModel, which is not read', {
      next: `Save its weights with the Keras that wrote it: load_model(${JSON.stringify(folder)}).save_weights("model.weights.h5").`,
    })
  if (names.includes('model.json'))
    return new WeightProblem('it is a folder with a layers model', {
      next: `Name ${path.join(folder, 'model.json')}, with backbone: LayersModel.`,
    })
  const files = names.filter(name => /\.(safetensors|h5|keras)$/i.test(name))
  if (files.length === 0)
    return new WeightProblem('it is a folder without weights', { next: 'Name a weight file.' })
  const more = files.length > shownFiles ? [`${files.length - shownFiles} more`] : []
  return new WeightProblem(
    `it is a folder, with ${listed([...files.slice(0, shownFiles), ...more], 'and')} in it`,
    {
      next: `Name the file, such as ${path.join(folder, files[0] ?? '')}.`,
    },
  )
}
