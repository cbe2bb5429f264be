import { outputOf } from '../../activations/subgraph.ts'
import { type Tensor2D, tf } from '../../engine/tf.ts'
import { type Evaluation, lbfgs, type Minimum } from '../../stats/lbfgs.ts'
import type { FoldHooks, FoldRun } from '../run.ts'
import { noteEpoch, report, validationMetrics } from '../stage.ts'
import { createLogisticObjective, type LogisticObjective, logitsOf } from './objective.ts'
import { penalties } from './penalties.ts'
import { forPlainFeatures, unitRows, unitScaleOf } from './unit-features.ts'

/** More change no coefficient that matters, and would fill the device. */
const mostImages = 20_000

/** Of the gradient of the mean loss: far below what changes a prediction. */
const tolerance = 1e-4
const mostEvaluations = 150

/**
 * Multinomial logistic regression on the frozen features, once for each penalty, strongest first, until early stopping
 * ends it: the path of penalties is reported as a head's epochs are.
 */
export async function trainLogistic(run: FoldRun, hooks: FoldHooks): Promise<'finished' | 'stopped'> {
  const { images, backbone, split, classes, job } = run.input
  const { features } = images
  if (features === undefined) throw new RangeError('a logistic regression needs features, but there are none')
  const width = outputOf(backbone.graph).shape[2]
  const train = run.random.fork('logistic').shuffle(split.train).slice(0, mostImages)
  const scale = unitScaleOf(features, width, train)
  const objective = createLogisticObjective({
    rows: unitRows(features, scale, train),
    images: train,
    width,
    classes,
    targets: run.targets,
  })
  const validation = tf.tensor2d(unitRows(features, scale, split.validation), [
    split.validation.length,
    width,
  ])
  const kernelOf = (weights: Float64Array) => weights.subarray(0, width * classes)
  const biasOf = (weights: Float64Array) => weights.subarray(width * classes)
  let weights: Float64Array = new Float64Array((width + 1) * classes)
  let kept = weights
  try {
    for (const penalty of penalties.slice(0, run.plannedEpochs)) {
      const begun = performance.now()
      const found = await minimise(objective, weights, penalty, run)
      if (found === undefined) return 'stopped'
      weights = found.point
      const logits = await read(validation, kernelOf(weights), biasOf(weights))
      const metrics = validationMetrics(logits, run)
      const isBest = noteEpoch(run, metrics)
      if (isBest || job.recipe.earlyStopping === null) kept = weights
      const seconds = (performance.now() - begun) / 1000
      await report('head', run, { trainLoss: found.value, metrics, seconds })
      if (run.bestSoFar.isExhausted()) break
    }
  } finally {
    objective.dispose()
    validation.dispose()
  }
  const { kernel, bias } = forPlainFeatures({ kernel: kernelOf(kept), bias: biasOf(kept) }, scale)
  await hooks.onTrained?.(
    new Map([
      ['predictions/kernel', kernel],
      ['predictions/bias', bias],
    ]),
  )
  return 'finished'

  async function read(x: Tensor2D, kernel: Float64Array, bias: Float64Array): Promise<Float32Array> {
    const logits = tf.tidy(() =>
      logitsOf(x, tf.tensor2d(new Float32Array(kernel), [width, classes]), new Float32Array(bias)),
    )
    const values = await logits.data<'float32'>()
    logits.dispose()
    return values
  }
}

/** Undefined when it was stopped in the middle. */
async function minimise(
  objective: LogisticObjective,
  start: Float64Array,
  penalty: number,
  run: FoldRun,
): Promise<Minimum | undefined> {
  const search = lbfgs(start, { tolerance, mostEvaluations })
  let step = search.next()
  while (!step.done) {
    if (run.shouldStop()) return undefined
    const evaluation: Evaluation = await objective.at(step.value, penalty)
    await run.pace()
    step = search.next(evaluation)
  }
  return step.value
}
