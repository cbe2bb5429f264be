import { meanOf } from './tables.mjs'

/** Of means that are the same but for the noise that tells equals apart. */
const tie = 1e-5

/** Percent, points and percent. */
export function summary(results, replicates, epochs) {
  const each = results.map(({ folds, epochs: used, pick }, i) => {
    const trials = replicates[i]
    const all = trials.length * trials[0].length
    const behind = Math.max(...trials.map(meanOf)) - meanOf(trials[pick])
    return [1 - folds / all, 1 - used / (all * epochs), behind, behind < tie ? 1 : 0]
  })
  const [saved, savedEpochs, behind, kept] = [0, 1, 2, 3].map(
    at => (100 * each.reduce((sum, row) => sum + row[at], 0)) / each.length,
  )
  return { saved, savedEpochs, behind, kept }
}

export const wordsOf = ({ saved, savedEpochs, behind, kept }) =>
  `${saved.toFixed(1).padStart(6)}${savedEpochs.toFixed(1).padStart(6)}${behind.toFixed(3).padStart(7)}${kept.toFixed(0).padStart(5)}`
