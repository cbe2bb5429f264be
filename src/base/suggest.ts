/** The option that was probably meant: the nearest within a third of its letters, case and separators aside. */
export function suggest(word: string, options: readonly string[]): string | undefined {
  const plain = simplify(word)
  const near = options
    .map(option => ({ option, distance: editDistance(plain, simplify(option)) }))
    .filter(
      ({ option, distance }) =>
        distance <= Math.max(1, Math.floor(option.length / 3)) && distance < plain.length,
    )
    .sort((a, b) => a.distance - b.distance)
  return options.find(option => initialsOf(option) === plain) ?? near[0]?.option
}

/** "adma" among the optimizers → "did you mean adam?"; nothing near: "". */
export function didYouMean(word: string, options: readonly string[]): string {
  const option = suggest(word, options)
  return option === undefined ? '' : `did you mean ${option}?`
}

const simplify = (word: string) => word.toLowerCase().replace(/[\s_-]/g, '')

/** learningRate → "lr". */
const initialsOf = (name: string) => name.replace(/^(.)|([A-Z])|./g, '$1$2').toLowerCase()

/**
 * The fewest insertions, deletions, replacements and swaps of neighbours that turn one word into the other
 * (optimal string alignment; F. Damerau 1964, V. Levenshtein 1965).
 */
export function editDistance(a: string, b: string): number {
  let [beforeLast, last]: [number[], number[]] = [[], [...Array(b.length + 1).keys()]]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = isSwap ? (beforeLast[j - 2] ?? 0) + 1 : Infinity
      row[j] = Math.min(replace, swap, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}
