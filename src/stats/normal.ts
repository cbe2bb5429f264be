/**
 * P(Z ≤ z) for a standard normal Z, to about 1e-7.
 * Source: Abramowitz & Stegun, Handbook of Mathematical Functions (1964), 26.2.17.
 */
export function normalUpTo(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z))
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const tail = (series * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI)
  return z < 0 ? tail : 1 - tail
}
