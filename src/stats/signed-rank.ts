import { errorFunction } from 'simple-statistics'

/** Exact up to so many differences. */
const mostExact = 50

/**
 * The chance that differences which are as likely above zero as below have a rank sum above zero as large as these:
 * Wilcoxon's signed-rank test, one-sided. Equal distances share their ranks; half of the ranks of zeros count. Exact for
 * up to 50 differences, ties included; then by the normal distribution, with continuity not corrected.
 * Source: F. Wilcoxon, Individual Comparisons by Ranking Methods, Biometrics Bulletin 1(6), 1945; zeros as in J. W. Pratt,
 * Remarks on Zeros and Ties in the Wilcoxon Signed Rank Procedures, JASA 54, 1959, split (SciPy: `zsplit`).
 *
 * @example signedRank([1, 2, 3, -4]) // 7/16: of the 16 choices of signs, 7 have a rank sum of 6 or more
 */
export function signedRank(differences: readonly number[]): number {
  const doubled = doubledRanks(differences)
  const moving = doubled.filter((_, i) => differences[i] !== 0)
  const observed = doubled.reduce((sum, rank, i) => sum + ((differences[i] ?? 0) > 0 ? rank : 0), 0)
  return differences.length <= mostExact ? exact(moving, observed) : approximate(moving, observed)
}

/** Twice the rank of each distance from zero, so that shared ranks are whole numbers. */
function doubledRanks(differences: readonly number[]): number[] {
  const distances = differences.map(Math.abs)
  return distances.map(distance => {
    const below = distances.filter(other => other < distance).length
    const equal = distances.filter(other => other === distance).length
    return 2 * below + equal + 1
  })
}

/** By counting the choices of signs for each sum. Zeros add the same to every sum. */
function exact(ranks: readonly number[], observed: number): number {
  const total = ranks.reduce((sum, rank) => sum + rank, 0)
  let chances = new Float64Array(total + 1)
  chances[0] = 1
  for (const rank of ranks) {
    const next = new Float64Array(total + 1)
    for (const [sum, chance] of chances.entries()) {
      if (chance === 0) continue
      next[sum] = (next[sum] ?? 0) + chance / 2
      next[sum + rank] = (next[sum + rank] ?? 0) + chance / 2
    }
    chances = next
  }
  return Math.min(
    1,
    chances.subarray(observed).reduce((sum, chance) => sum + chance, 0),
  )
}

function approximate(ranks: readonly number[], observed: number): number {
  const centre = ranks.reduce((sum, rank) => sum + rank, 0) / 2
  const deviation = Math.sqrt(ranks.reduce((sum, rank) => sum + rank ** 2, 0) / 4)
  if (deviation === 0) return 1
  return (1 - errorFunction((observed - centre) / deviation / Math.SQRT2)) / 2
}
