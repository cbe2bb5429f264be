/** At most so many of a ranked list, evenly spread over it. */
export function thin<T>(ranked: readonly T[], most: number): readonly T[] {
  if (ranked.length <= most) return ranked
  const stride = ranked.length / most
  return ranked.filter((_, i) => Math.floor(i / stride) !== Math.floor((i - 1) / stride))
}
