import { hashOf } from '../base/hash.ts'
import type { Leaderboard, LeaderboardRow } from '../leaderboard/rank.ts'

/** What pre-training is worth: the trials that differ in nothing but their weights, compared. */
export function comparison({ trials, metric }: Pick<Leaderboard, 'trials' | 'metric'>): string[] {
  const restOf = ({ config: { weights: _, ...rest } }: LeaderboardRow) => hashOf(rest)
  return trials.flatMap(bundled => {
    if (bundled.config.weights !== 'bundled' || bundled.mean === null) return []
    const random = trials.find(row => row.config.weights === 'random' && restOf(row) === restOf(bundled))
    if (random === undefined || random.mean === null) return []
    const points = Math.round(100 * (bundled.mean - random.mean))
    return [
      `Transfer: pre-trained ${bundled.mean.toFixed(2)} vs. random weights ${random.mean.toFixed(2)} ` +
        `(${metric}, same recipe, trials ${bundled.trial} and ${random.trial}): ${points < 0 ? '−' : '+'}${Math.abs(points)} points.`,
    ]
  })
}
