const atTheBeginning = 3
const inARow = 10

/**
 * Why going on would burn the night: the first three trials of a run, or ten in a row later on, failed with the same
 * error (numbers in it aside). `errors` has one entry for each trial that ended in this session, undefined unless it
 * failed: a resume after a repair gets a new chance.
 */
export function whyHopeless(
  errors: readonly (string | undefined)[],
  hasSucceeded: boolean,
): string | undefined {
  const needed = hasSucceeded ? inARow : atTheBeginning
  const last = errors.slice(-needed)
  const error = last.at(-1)
  if (error === undefined || last.length < needed) return undefined
  const isSame = last.every(other => other !== undefined && kindOf(other) === kindOf(error))
  return isSame ? `${needed} trials in a row failed with the same error: ${error}` : undefined
}

const kindOf = (error: string) => error.replaceAll(/\d+/g, '#')
