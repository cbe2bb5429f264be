import { type FoldModel, fitFoldModel } from '../../stats/fold-model/fold-model.ts'
import type { Split } from '../pruner.ts'
import type { Scale } from './scale.ts'

/** The model of these losses [trials, k] on the scale of the metric. */
export function fitRace(losses: Float64Array, split: Split, scale: Scale, isFlat: boolean): FoldModel {
  return fitFoldModel({
    losses: losses.map(loss => (Number.isFinite(loss) ? scale.toModel(loss) : loss)),
    k: split.k,
    images: scale.isRate ? split.images : undefined,
    isFlat,
  })
}
