import { mean } from 'simple-statistics'
import { chanceBelow, type Prediction } from '../../stats/fold-model/improvement.ts'
import { packLosses } from '../../stats/fold-model/rows.ts'
import type { Curves, Peers } from '../pruner.ts'
import { fitRace } from './fit.ts'
import type { Scale } from './scale.ts'

/** Older trials say little of what noise and folds are like for those that a sampler proposes now. */
const window = 120

/** How likely a trial is to be better than the best complete one; undefined while there is none. */
export function chanceOf(
  trial: Curves,
  peers: Peers,
  scale: Scale,
): { readonly chance: number; readonly predicted: Prediction } | undefined {
  const { split, count } = peers
  const best = bestPeer(peers)
  if (split === undefined || best === undefined) return undefined
  const from = Math.max(0, count - window)
  const chosen = Array.from({ length: count - from }, (_, i) => peers.at(from + i))
  if (best < from) chosen.unshift(peers.at(best))
  const rows = [...chosen, trial].map(({ scores }) => scores)
  const model = fitRace(packLosses(rows, split.k), split, scale, true)
  const predicted = model.predict(rows.length - 1)
  if (predicted === undefined) return undefined
  const goal = mean(peers.at(best).scores.map(loss => scale.toModel(loss ?? Number.NaN)))
  return { chance: chanceBelow(predicted, goal), predicted }
}

/** By number of peers: the one among them with the lowest mean of all that are complete, the first among equals. */
const createBests = (): { readonly index: number | undefined; readonly loss: number }[] => []

function bestPeer({ count, at, memo }: Peers): number | undefined {
  const bests = memo(createBests)
  for (let index = bests.length; index < count; index++) {
    const { finished, scores } = at(index)
    const loss = finished && scores.length > 0 ? mean(scores.map(score => score ?? Number.NaN)) : Number.NaN
    const before = bests[index - 1] ?? { index: undefined, loss: Infinity }
    bests.push(loss < before.loss ? { index, loss } : before)
  }
  return bests[count - 1]?.index
}
