/**
 * Bayesian linear regression of logarithms on indicators, one for each effect.
 *
 *   y = Σ θ_e + ε   for the effects e of a cell      θ_e ~ N(0, d_e²)      ε ~ N(0, σ²)
 *
 *   A   = D⁻¹ + Σ_c n_c/σ² x_c x_cᵀ    precision of θ [effects, effects]
 *   b   = Σ_c n_c/σ² ȳ_c x_c            [effects]
 *   θ̂   = A⁻¹ b,  and a prediction at x has the variance xᵀ A⁻¹ x
 *
 * Source: Gelman et al., Bayesian Data Analysis, 3rd edition (2013), 14.8 and 15.
 */

import type { Effect } from './cell.ts'
import { backwardSolve, cholesky, forwardSolve } from './cholesky.ts'
import type { Tally } from './tally.ts'

export interface Seen {
  readonly effects: readonly Effect[]
  readonly tally: Tally
}

/** A logarithm: what is most likely, and how sure that is; `noise` is the deviation of single pieces of work around it. */
export interface Belief {
  readonly mean: number
  readonly deviation: number
  readonly noise: number
}

/** How far folds of one cell differ before any was seen, and how many folds' worth of evidence that is. */
const [firstNoise, firstWeight] = [0.25, 6]
/** What is beyond it has other causes than noise. */
const [leastNoise, mostNoise] = [0.05, 0.6]

export function posteriorOf(seen: readonly Seen[]): (effects: readonly Effect[]) => Belief {
  const noise = noiseOf(seen)
  const names = new Map<string, number>()
  const a: number[][] = []
  for (const effect of seen.flatMap(({ effects }) => effects)) {
    if (names.has(effect.name)) continue
    names.set(effect.name, a.length)
    a.push([])
    a[a.length - 1]![a.length - 1] = effect.deviation ** -2
  }
  for (const [i, row] of a.entries()) for (let j = 0; j < a.length; j++) row[j] = (i === j ? row[j] : 0) ?? 0
  const b = a.map(() => 0)
  for (const { effects, tally } of seen) {
    const weight = tally.count / noise ** 2
    const places = effects.map(({ name }) => names.get(name) ?? 0)
    for (const i of places) {
      b[i]! += weight * tally.mean
      for (const j of places) a[i]![j]! += weight
    }
  }
  const lower = cholesky(a)
  const theta = backwardSolve(lower, forwardSolve(lower, b))
  return effects => {
    const x = a.map(() => 0)
    let [mean, unseen] = [0, 0]
    for (const { name, deviation } of effects) {
      const place = names.get(name)
      if (place === undefined) unseen += deviation ** 2
      else {
        x[place] = 1
        mean += theta[place] ?? 0
      }
    }
    const known = forwardSolve(lower, x).reduce((sum, z) => sum + z * z, 0)
    return { mean, deviation: Math.sqrt(known + unseen), noise }
  }
}

/** Pooled within the cells. */
function noiseOf(seen: readonly Seen[]): number {
  let [squares, degrees] = [firstWeight * firstNoise ** 2, firstWeight]
  for (const { tally } of seen) {
    squares += tally.squares
    degrees += Math.max(0, tally.count - 1)
  }
  return Math.min(mostNoise, Math.max(leastNoise, Math.sqrt(squares / degrees)))
}
