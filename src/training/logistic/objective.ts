import { type Tensor2D, tf } from '../../engine/tf.ts'
import type { Evaluation } from '../../stats/lbfgs.ts'
import { lossGradient, lossOnTape } from '../classifier.ts'
import { targetTensors } from '../target-tensors.ts'
import type { Targets } from '../targets.ts'

export interface LogisticData {
  /** [images, width], of unit size. */
  readonly rows: Float32Array
  readonly images: readonly number[]
  readonly width: number
  readonly classes: number
  readonly targets: Targets
}

/** Mean cross-entropy + λ/2 · ‖W‖² of [W; b], W [width, classes], with its gradient. On the engine. */
export interface LogisticObjective {
  at(weights: Float64Array, penalty: number): Promise<Evaluation>
  dispose(): void
}

export function createLogisticObjective({
  rows,
  images,
  width,
  classes,
  targets,
}: LogisticData): LogisticObjective {
  const x = tf.tensor2d(rows, [images.length, width])
  const { soft, weights: imageWeights } = targetTensors(targets, images, classes)
  return {
    async at(weights, penalty) {
      const kernel = new Float32Array(weights.subarray(0, width * classes))
      const bias = new Float32Array(weights.subarray(width * classes))
      const packed = tf.tidy(() => {
        const logits = logitsOf(x, tf.tensor2d(kernel, [width, classes]), bias)
        const change = lossGradient(logits, { soft, weights: imageWeights })
        const parts = [lossOnTape(logits, { soft }), tf.matMul(x, change, true), change.sum(0)]
        // Read at once: three reads would make a device wait three times.
        return tf.concat(parts.map(part => part.flatten()))
      })
      const [cost, gradient] = split(await packed.data<'float32'>())
      packed.dispose()
      return penalised(cost, gradient, weights, penalty, width * classes)
    },
    dispose: () => tf.dispose([x, soft, imageWeights]),
  }
}

/** Logits [images, classes]. */
export function logitsOf(x: Tensor2D, kernel: Tensor2D, bias: Float32Array): Tensor2D {
  return tf.matMul<Tensor2D>(x, kernel).add(tf.tensor1d(bias))
}

const split = (values: Float32Array) =>
  [values[0] ?? Number.NaN, Float64Array.from(values.subarray(1))] as const

function penalised(
  cost: number,
  gradient: Float64Array,
  weights: Float64Array,
  penalty: number,
  kernelSize: number,
): Evaluation {
  let squares = 0
  for (let i = 0; i < kernelSize; i++) {
    squares += weights[i]! ** 2
    gradient[i]! += penalty * weights[i]!
  }
  return { value: cost + (penalty / 2) * squares, gradient }
}
