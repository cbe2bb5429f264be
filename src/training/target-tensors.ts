import { tf } from '../engine/tf.ts'
import type { TargetTensors } from './classifier.ts'
import type { Targets } from './targets.ts'

/** A batch's targets on the device, inside a tidy. */
export function targetTensors(targets: Targets, batch: readonly number[], classes: number): TargetTensors {
  return targetsOf(targets, batch, classes)(0, batch.length)
}

/** Those of the images `first` to `end` of a batch, whose loss is their part of the whole batch's. */
export function targetsOf(
  targets: Targets,
  batch: readonly number[],
  classes: number,
): (first: number, end: number) => TargetTensors {
  const { soft, weights } = targets.of(batch)
  return (first, end) => ({
    soft: tf.tensor2d(soft.subarray(first * classes, end * classes), [end - first, classes]),
    weights: tf.tensor2d(weights.subarray(first, end), [end - first, 1]),
  })
}
