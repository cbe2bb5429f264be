import type { Place } from '../trial/trial.ts'
import { isBeforeFineTuning, placeText, trialsText, wordsOf } from './judging.ts'
import { type Curves, goOn, type Peers, type PrunedMetric, type Verdict } from './pruner.ts'
import { lossAfter, lossesAt, type Rungs, rungReached } from './rungs.ts'

interface Contest extends Rungs {
  /** Whom a trial is compared with. */
  isRival(trial: number): boolean
  /** Said of the rung in the reason. */
  readonly where: string
}

/** Asynchronous successive halving: at each rung the best of every `reductionFactor` trials that came so far go on. */
export function halve(
  trial: Curves,
  peers: Peers,
  place: Place,
  contest: Contest,
  metric: PrunedMetric,
): Verdict {
  if (place.epoch === 'end' || isBeforeFineTuning(trial, place.fold)) return goOn
  const reached = rungReached(trial, contest)
  if (reached === undefined) return goOn
  const { rung, units } = reached
  const own = lossAfter(trial, units)
  if (own === undefined) return goOn
  const others = lossesAt(peers, units, contest.isRival)
  const count = others.length + 1
  const promoted = Math.max(1, Math.floor(count / contest.reductionFactor))
  const better = others.filter(loss => loss < own).length
  if (better < promoted) return goOn
  const { score } = wordsOf(metric)
  return {
    action: 'stop',
    reason: `${score(own)} is number ${better + 1} of ${trialsText(count)} after ${units} ${units === 1 ? 'epoch' : 'epochs'}, of which ${promoted} ${promoted === 1 ? 'goes' : 'go'} on (rung ${rung + 1}${contest.where}), ${placeText(place)}`,
  }
}
