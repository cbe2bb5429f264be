import { hashOf } from '../base/hash.ts'
import type { Leaderboard, LeaderboardRow } from '../leaderboard/rank.ts'

/** What pre-training is worth: the trials that differ in nothing but their weights, compared. */
export function comparison({ trials, metric }: Pick<Leaderboard, 'trials' | 'metric'>): string[] {
  return trials.flatMap(bundled => {
    if (bundled.config.weights !== 'bundled') return []
    const random = trials.find(row => row.config.weights === 'random' && restOf(row) === restOf(bundled))
    if (random === undefined || bundled.mean === null || random.mean === null) return []
    const [before, after] = [Math.round(100 * random.mean), Math.round(100 * bundled.mean)]
    const gain = after < before ? `−${before - after}` : `+${after - before}`
    return [
      `Transfer: pre-trained ${(after / 100).toFixed(2)} vs. random weights ${(before / 100).toFixed(2)} ` +
        `(${metric}, same recipe, trials ${bundled.trial} and ${random.trial}): ${gain} points.`,
    ]
  })
}

function restOf({ config: { weights: _, ...rest } }: LeaderboardRow): string {
  return hashOf(rest)
}
