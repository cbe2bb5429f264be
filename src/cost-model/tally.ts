/** What was seen of one cell: logarithms of taken over guessed seconds. `squares`: of the differences from the mean. */
export interface Tally {
  readonly count: number
  readonly mean: number
  readonly squares: number
}

export const emptyTally: Tally = { count: 0, mean: 0, squares: 0 }

/**
 * Of both together.
 * Source: Chan, Golub & LeVeque, Updating Formulae and a Pairwise Algorithm for Computing Sample Variances (1979).
 */
export function together(a: Tally, b: Tally): Tally {
  const count = a.count + b.count
  if (count === 0) return emptyTally
  const difference = b.mean - a.mean
  return {
    count,
    mean: a.mean + (difference * b.count) / count,
    squares: a.squares + b.squares + (difference ** 2 * a.count * b.count) / count,
  }
}

export const withOne = (tally: Tally, value: number): Tally =>
  together(tally, { count: 1, mean: value, squares: 0 })

/** As if it were only so many: what is old is not to outweigh what comes. */
export function atMost(most: number, tally: Tally): Tally {
  if (tally.count <= most) return tally
  return { ...tally, count: most, squares: (tally.squares * most) / tally.count }
}
