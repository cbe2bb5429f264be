/**
 * Logarithm of the expected improvement, which stays apart from −∞ where the improvement itself is 0 in numbers; so it
 * can be climbed from anywhere.
 * Source: S. Ament, S. Daulton, D. Eriksson, M. Balandat and E. Bakshy, Unexpected Improvements to Expected Improvement
 * for Bayesian Optimization, NeurIPS 2023. Symbols: z = (best − mean)/σ, φ and Φ the standard normal's density and
 * distribution, h(z) = φ(z) + z Φ(z), so that EI = σ h(z).
 */

/** log h(z), and its derivative Φ(z)/h(z). */
export interface LogImprovement {
  readonly value: number
  readonly slope: number
}

/** log h(z). Add log σ for the logarithm of the expected improvement. */
export function logImprovement(z: number): LogImprovement {
  if (z < -1) return inTail(-z)
  if (z <= 1) {
    const below = 0.5 + density(z) * oddSeries(z)
    const h = density(z) + z * below
    return { value: Math.log(h), slope: below / h }
  }
  const t = z
  const c = continued(t)
  // h(z) = z + h(−z), and 1 − Φ(z) = φ(z)/(z + c).
  const h = z + (density(t) * c) / (t + c)
  return { value: Math.log(h), slope: (1 - density(t) / (t + c)) / h }
}

/** At z = −t: Φ(−t) = φ(t)/(t + c), so h = φ(t) c/(t + c), with nothing subtracted. */
function inTail(t: number): LogImprovement {
  const c = continued(t)
  return { value: -0.5 * t * t - halfLogTwoPi + Math.log(c / (t + c)), slope: 1 / c }
}

/** c = 1/(t + 2/(t + 3/(t + …))) of Mills' ratio (1 − Φ(t))/φ(t) = 1/(t + c), for t ≥ 1. */
function continued(t: number): number {
  let tail = t
  for (let k = 8 + Math.ceil(180 / (t * t)); k >= 2; k--) tail = t + k / tail
  return 1 / tail
}

/** (Φ(z) − ½)/φ(z) = z + z³/3 + z⁵/15 + …, for |z| ≤ 1. */
function oddSeries(z: number): number {
  let [term, sum] = [z, z]
  for (let k = 3; Math.abs(term) > 1e-17; k += 2) {
    term *= (z * z) / k
    sum += term
  }
  return sum
}

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI)
const density = (z: number) => Math.exp(-0.5 * z * z - halfLogTwoPi)
