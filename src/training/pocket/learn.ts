import type { Random } from '../../base/random.ts'
import { type Tensor, type Tensor4D, tf } from '../../engine/tf.ts'
import { createOptimizer } from '../optimizer.ts'
import { cosine, warmUp } from '../schedule.ts'
import { type Pictures, varyInto } from './pictures.ts'
import type { Student } from './student.ts'

export interface Course {
  readonly epochs: number
  readonly batchSize: number
  /** Adam's rate at its highest; it warms up over a fiftieth of the steps, then falls along a cosine. */
  readonly learningRate: number
  readonly labelSmoothing: number
  readonly random: Random
  readonly onEpoch?: (epoch: number, meanLoss: number) => void
}

/** Trains all of the student's weights on randomly varied pictures. */
export function learn(student: Student, pictures: Pictures, course: Course): void {
  const { epochs, batchSize, learningRate, random } = course
  const trainable = [...student.weights.values(), student.head.kernel, student.head.bias].filter(
    variable => variable.trainable,
  )
  const parameters = trainable.map(variable => ({ variable, rate: learningRate }))
  const optimizer = createOptimizer({ optimizer: 'adam', momentum: 0 }, parameters)
  const stepsPerEpoch = Math.floor(pictures.labels.length / batchSize)
  const warmupSteps = Math.ceil((epochs * stepsPerEpoch) / 50)
  const factor = warmUp(warmupSteps, cosine(epochs * stepsPerEpoch - warmupSteps))
  const all = Array.from(pictures.labels.keys())
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = random.shuffle(all)
    let sum = 0
    for (let i = 0; i < stepsPerEpoch; i++) {
      const batch = order.slice(i * batchSize, (i + 1) * batchSize)
      sum += tf.tidy(() => {
        const { x, targets } = variedBatch(pictures, batch, course)
        const { value, grads } = tf.variableGrads(
          () => crossEntropy(student.logits(x, 'trained'), targets),
          trainable,
        )
        optimizer.step(
          trainable.map(({ name }) => given(grads[name])),
          factor(epoch * stepsPerEpoch + i),
        )
        return value.dataSync()[0] ?? Number.NaN
      })
    }
    course.onEpoch?.(epoch + 1, sum / stepsPerEpoch)
  }
  optimizer.dispose()
}

/** The share of pictures, as they are, that the student names rightly with frozen batch norm. */
export function accuracyOf(student: Student, { pixels, labels, size }: Pictures, batchSize = 64): number {
  let right = 0
  for (let from = 0; from < labels.length; from += batchSize) {
    const count = Math.min(batchSize, labels.length - from)
    const guesses = tf.tidy(() => {
      const part = pixels.subarray(from * size * size * 3, (from + count) * size * size * 3)
      const x = tf.tensor4d(
        Float32Array.from(part, value => value / 127.5 - 1),
        [count, size, size, 3],
      )
      return student.logits(x, 'frozen').argMax(1).dataSync()
    })
    for (let i = 0; i < count; i++) if (guesses[i] === labels[from + i]) right++
  }
  return right / labels.length
}

function variedBatch(pictures: Pictures, batch: readonly number[], { random, labelSmoothing }: Course) {
  const { size, classes, labels } = pictures
  const data = new Float32Array(batch.length * size * size * 3)
  const targets = new Float32Array(batch.length * classes).fill(labelSmoothing / classes)
  for (const [i, image] of batch.entries()) {
    varyInto(data.subarray(i * size * size * 3), pictures, image, random)
    const at = i * classes + (labels[image] ?? 0)
    targets[at] = (targets[at] ?? 0) + 1 - labelSmoothing
  }
  const x: Tensor4D = tf.tensor4d(data, [batch.length, size, size, 3])
  return { x, targets: tf.tensor2d(targets, [batch.length, classes]) }
}

function crossEntropy(logits: Tensor, targets: Tensor) {
  return tf
    .mean(tf.sum(tf.mul(tf.logSoftmax(logits), targets), -1))
    .neg()
    .asScalar()
}

function given(gradient: Tensor | undefined): Tensor {
  if (gradient === undefined) throw new Error('a trainable weight has no gradient')
  return gradient
}
