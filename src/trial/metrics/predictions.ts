/** How images were taken, by class: enough for what needs no probabilities. */
export interface ClassCounts {
  /** Images that are taken for the class and are of it. */
  readonly right: readonly number[] | Float64Array
  /** Images that are taken for it. */
  readonly predicted: readonly number[] | Float64Array
  /** Images of it. */
  readonly actual: readonly number[] | Float64Array
}

/** What a network says of images, beside what they are. */
export interface Predictions extends ClassCounts {
  /** [images, classes]; each row sums to one. */
  readonly probabilities: Float32Array
  /** The true class of each image. */
  readonly labels: ArrayLike<number>
  readonly classes: number
  readonly right: Float64Array
  readonly predicted: Float64Array
  readonly actual: Float64Array
}

/** Counts once what several metrics need. */
export function predictionsOf(
  probabilities: Float32Array,
  labels: ArrayLike<number>,
  classes: number,
): Predictions {
  const right = new Float64Array(classes)
  const predicted = new Float64Array(classes)
  const actual = new Float64Array(classes)
  for (let row = 0; row < labels.length; row++) {
    const label = at(labels, row)
    const guess = argMax(probabilities, row * classes, classes)
    predicted[guess] = at(predicted, guess) + 1
    actual[label] = at(actual, label) + 1
    if (guess === label) right[label] = at(right, label) + 1
  }
  return { probabilities, labels, classes, right, predicted, actual }
}

/** The counts of all folds together. */
export function addedUp(folds: readonly ClassCounts[]): ClassCounts {
  const sum = (name: keyof ClassCounts) => {
    const total: number[] = []
    for (const counts of folds)
      for (const [c, count] of counts[name].entries()) total[c] = (total[c] ?? 0) + count
    return total
  }
  return { right: sum('right'), predicted: sum('predicted'), actual: sum('actual') }
}

/**
 * As many images, evenly over the classes, would leave a mean of shares in each class as uncertain as these do:
 * classes²/Σ 1/n_c. Few images of one class weigh on the whole.
 */
export function effectiveImages({ actual }: Pick<ClassCounts, 'actual'>): number {
  const present = Array.from(actual).filter(count => count > 0)
  return present.length ** 2 / present.reduce((sum, count) => sum + 1 / count, 0)
}

/** The first of the largest, as NumPy. */
function argMax(values: Float32Array, start: number, length: number): number {
  let best = 0
  for (let i = 1; i < length; i++) if (at(values, start + i) > at(values, start + best)) best = i
  return best
}

export const at = (values: ArrayLike<number>, i: number) => values[i] ?? Number.NaN
