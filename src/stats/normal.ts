/** Density of the standard normal distribution. */
export const normalDensity = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)

/** Above and below the line of Hart's rational approximation to Mills' ratio, highest power first. */
const above = [
  3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
  221.213596169931, 220.206867912376,
]
const below = [
  8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674,
  637.333633378831, 793.826512519948, 440.413735824752,
]

const polynomial = (coefficients: readonly number[], x: number) =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0)

/**
 * Φ(z), the chance that a standard normal number is below z. Far tails are right to eight digits, the middle to fifteen.
 * Source: J. F. Hart et al., Computer Approximations (1968), algorithm 5666, in the form of G. West, Better approximations
 * to cumulative normal functions, Wilmott (2005).
 */
export function normalBelow(z: number): number {
  if (Number.isNaN(z)) return Number.NaN
  const x = Math.abs(z)
  const tail = x > 37 ? 0 : upperTail(x)
  return z > 0 ? 1 - tail : tail
}

function upperTail(x: number): number {
  const density = Math.exp((-x * x) / 2)
  if (x < 7.07106781186547) return (density * polynomial(above, x)) / polynomial(below, x)
  const fraction = x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 0.65))))
  return density / fraction / 2.506628274631
}
