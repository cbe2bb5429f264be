import { type Tensor2D, tf, type Variable } from '../engine/tf.ts'
import type { Report } from '../trial/job.ts'
import type { Metrics } from '../trial/recipe.ts'
import { batchesOf, shuffled } from './batches.ts'
import { Diverged } from './failure.ts'
import { metricsOf, softmaxRows } from './metrics.ts'
import type { Pace } from './pace.ts'
import type { FoldRun } from './run.ts'
import { factorOf } from './schedule.ts'

/** A part of a fold's training with its own optimizer: the head alone, or head and suffix. */
export interface Stage {
  readonly name: Report['stage']
  readonly epochs: number
  /** What it trains, by name; with moving statistics where they move. */
  readonly weights: ReadonlyMap<string, Variable>
  /** Called before each epoch of the stage, from 0. */
  beginEpoch(epoch: number): void
  /** One update. Gives the logits [images, classes] from before it; a tensor is the caller's to dispose. */
  step(images: readonly number[], epoch: number, factor: number): StepLogits
  /** Logits of the validation images. */
  validate(pace: Pace): Promise<Float32Array>
  dispose(): void
}

type StepLogits = Tensor2D | Float32Array

/** Trains a stage to its end, to early stopping, or until someone wants it to stop. */
export async function runStage(stage: Stage, run: FoldRun): Promise<'finished' | 'stopped'> {
  const { recipe, epochs: wanted } = run.input.job
  // A schedule runs as planned, however early it ends.
  const epochs = Math.min(stage.epochs, wanted?.[stage.name] ?? Infinity)
  const stepsPerEpoch = Math.ceil(run.input.split.train.length / recipe.batchSize)
  const factor = factorOf(recipe.schedule, { stepsPerEpoch, epochs: stage.epochs })
  run.bestSoFar.nextStage()
  for (let epoch = 0; epoch < epochs; epoch++) {
    const begun = performance.now()
    stage.beginEpoch(epoch)
    const trainLoss = await trainEpoch(stage, run, step => factor(epoch * stepsPerEpoch + step))
    if (trainLoss === undefined) return 'stopped'
    const metrics = validationMetrics(await stage.validate(run.pace), run)
    if (noteEpoch(run, metrics) && run.keepsBest) run.best.take(stage.weights)
    await report(stage.name, run, { trainLoss, metrics, seconds: (performance.now() - begun) / 1000 })
    if (run.bestSoFar.isExhausted()) break
  }
  return 'finished'
}

/** The epoch's mean loss, or undefined when it was stopped in the middle. */
async function trainEpoch(
  stage: Stage,
  run: FoldRun,
  factorAt: (step: number) => number,
): Promise<number | undefined> {
  const epoch = run.epoch + 1
  const order = shuffled(run.input.split.train, run.random.fork('shuffle'), epoch)
  const logits: StepLogits[] = []
  try {
    for (const [step, batch] of batchesOf(order, run.input.job.recipe.batchSize).entries()) {
      if (run.shouldStop()) return undefined
      logits.push(stage.step(batch, epoch, factorAt(step)))
      await run.pace()
    }
    return checked(run.targets.loss(order, await joined(logits)), 'loss', epoch)
  } finally {
    tf.dispose(logits.filter(isTensor))
  }
}

/** Of logits [validation images, classes]. */
export function validationMetrics(logits: Float32Array, run: FoldRun): Metrics {
  const { split, labels, classes } = run.input
  const probabilities = softmaxRows(logits, classes)
  const truth = split.validation.map(image => labels[image] ?? 0)
  const metrics = metricsOf(probabilities, truth, classes)
  checked(metrics.logLoss, 'validation loss', run.epoch + 1)
  return metrics
}

/** An epoch is over; true when it is the best so far. */
export function noteEpoch(run: FoldRun, metrics: Metrics): boolean {
  run.epoch++
  run.last = metrics
  return run.bestSoFar.note(run.epoch, metrics)
}

export async function report(
  stage: Report['stage'],
  run: FoldRun,
  facts: Pick<Report, 'trainLoss' | 'metrics' | 'seconds'>,
): Promise<void> {
  const { trial, fold } = run.input.job
  const { epoch, plannedEpochs: epochs } = run
  await run.onReport({ trial, fold, epoch, epochs, stage, ...facts })
}

/** All steps' logits, read from the device at once: a read for each step would make the device wait. */
async function joined(logits: readonly StepLogits[]): Promise<Float32Array> {
  const tensors = logits.filter(isTensor)
  if (tensors.length === 0) return concatenated(logits.filter(isArray))
  const all = tf.concat(tensors, 0)
  try {
    return await all.data<'float32'>()
  } finally {
    all.dispose()
  }
}

const isArray = (logits: StepLogits): logits is Float32Array => logits instanceof Float32Array
const isTensor = (logits: StepLogits): logits is Tensor2D => !isArray(logits)

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let done = 0
  for (const part of parts) {
    all.set(part, done)
    done += part.length
  }
  return all
}

function checked(value: number, name: string, epoch: number): number {
  if (!Number.isFinite(value)) throw new Diverged(name, value, epoch)
  return value
}
