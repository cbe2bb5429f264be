/** A weight by `layer/weight`, as an array or as a tensor. */
export function weightOf<T>(weights: ReadonlyMap<string, T>, key: string): T {
  const weight = weights.get(key)
  if (weight === undefined) throw new RangeError(`the backbone's weights lack ${key}`)
  return weight
}
