/**
 * Quantile of Student's t distribution for a whole number of degrees of freedom, by bisection on the
 * finite series of its distribution function.
 * Source: Abramowitz & Stegun, Handbook of Mathematical Functions (1964), 26.7.3 and 26.7.4.
 */
export function studentT(probability: number, degrees: number): number {
  if (!(probability > 0 && probability < 1))
    throw new RangeError(`probability ${probability} is not in (0, 1)`)
  if (!Number.isInteger(degrees) || degrees < 1) throw new RangeError(`${degrees} degrees of freedom`)
  if (probability < 0.5) return -studentT(1 - probability, degrees)
  let [low, high] = [0, 1]
  while (upTo(high, degrees) < probability && high < 1e12) high *= 2
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2
    if (upTo(middle, degrees) < probability) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** P(T ≤ t) for t ≥ 0. θ = atan(t/√ν); the series runs over odd powers of cos θ for odd ν, even ones for even ν. */
function upTo(t: number, degrees: number): number {
  const theta = Math.atan(t / Math.sqrt(degrees))
  const [sine, square] = [Math.sin(theta), Math.cos(theta) ** 2]
  const isOdd = degrees % 2 === 1
  let [term, sum] = isOdd ? [Math.cos(theta), 0] : [1, 0]
  for (let j = isOdd ? 1 : 0; j <= degrees - 2; j += 2) {
    sum += term
    term *= ((j + 1) / (j + 2)) * square
  }
  const central = isOdd ? (2 / Math.PI) * (theta + sine * sum) : sine * sum
  return (1 + central) / 2
}
