import { UserError } from '../../base/errors.ts'
import { isModel, type KerasLayer, modelOf } from './model.ts'

/** The image size that a model was made for; undefined where it takes any. */
export function inputSizeOf(root: KerasLayer): number | undefined {
  const shape = inputShapeOf(root)
  if (!Array.isArray(shape)) return undefined
  const [, height, width, channels] = shape
  if (shape.length !== 4 || (channels !== 3 && channels !== null))
    throw new UserError(
      `its input is ${shape.slice(1).join('×')}, but a backbone takes colour images: height × width × 3`,
    )
  return typeof height === 'number' && height === width ? height : undefined
}

function inputShapeOf(entry: KerasLayer): unknown {
  const { config } = entry
  const own = config.batch_input_shape ?? config.batch_shape
  if (own !== undefined || !isModel(entry)) return own
  return modelOf(entry)
    .layers.map(inputShapeOf)
    .find(shape => shape !== undefined)
}
