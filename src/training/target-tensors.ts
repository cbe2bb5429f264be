import { tf } from '../engine/tf.ts'
import type { TargetTensors } from './classifier.ts'
import type { Targets } from './targets.ts'

/** A batch's targets on the device, inside a tidy. */
export function targetTensors(targets: Targets, batch: readonly number[], classes: number): TargetTensors {
  const { soft, weights } = targets.of(batch)
  return {
    soft: tf.tensor2d(soft, [batch.length, classes]),
    weights: tf.tensor2d(weights, [batch.length, 1]),
  }
}
