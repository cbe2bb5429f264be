/** Φ⁻¹(0.975). */
const z = 1.959963984540054

/**
 * 95 % interval of a rate that was counted on so many images, once. Holds also near 0 and 1, where the normal one does not.
 * Source: Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22 (1927).
 */
export function wilsonInterval(rate: number, images: number): { low: number; high: number } {
  const share = z ** 2 / images
  const centre = (rate + share / 2) / (1 + share)
  const half = (z / (1 + share)) * Math.sqrt((rate * (1 - rate)) / images + share / (4 * images))
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}
