/** What a network says of images, beside what they are. */
export interface Predictions {
  /** [images, classes]; each row sums to one. */
  readonly probabilities: Float32Array
  /** The true class of each image. */
  readonly labels: ArrayLike<number>
  readonly classes: number
  /** Per class: images that are taken for it and are of it. */
  readonly right: Float64Array
  /** Per class: images that are taken for it. */
  readonly predicted: Float64Array
  /** Per class: images of it. */
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

/** The first of the largest, as NumPy. */
function argMax(values: Float32Array, start: number, length: number): number {
  let best = 0
  for (let i = 1; i < length; i++) if (at(values, start + i) > at(values, start + best)) best = i
  return best
}

export const at = (values: ArrayLike<number>, i: number) => values[i] ?? Number.NaN
