import { cutAt, layerNamed } from '../backbones/measure.ts'
import { type Tensor2D, tf, type Variable } from '../engine/tf.ts'
import type { Recipe } from '../trial/recipe.ts'
import { accumulate, type PassResult } from './accumulate.ts'
import { type Head, lossOnTape, type TargetTensors } from './classifier.ts'
import { createFeatureDropout } from './dropout.ts'
import { evaluate } from './evaluate.ts'
import { headParameters } from './head-stage.ts'
import { stageInputs } from './inputs.ts'
import { createOptimizer, type Optimizer } from './optimizer.ts'
import type { FoldRun } from './run.ts'
import type { Stage } from './stage.ts'
import { createSuffix, type Suffix } from './suffix.ts'
import { targetsOf } from './target-tensors.ts'

const validationBatch = 32

/**
 * Stage two: the last `unfreezeDepth` blocks and the head, from activations at the cut. Only what is trained is
 * on the tape. The backbone's rate is learningRate · fineTuneFactor.
 */
export function createFineTuneStage(run: FoldRun, head: Head): Stage {
  const { job, backbone, split, classes, images } = run.input
  const { recipe, microBatch = recipe.batchSize } = job
  const cut = cutAt(backbone.graph, recipe.unfreezeDepth)
  const suffix = createSuffix(backbone, cut, recipe.batchNorm)
  const inputs = stageInputs(run, {
    layer: cut,
    pool: false,
    shape: layerNamed(backbone.graph, cut).shape,
    plain: images.activations?.data,
    views: images.views?.activations ?? [],
  })
  const validation = {
    inputs: inputs.validation,
    images: split.validation,
    batchSize: Math.min(validationBatch, job.microBatch ?? Infinity),
    classes,
  }
  const dropOut = createFeatureDropout(recipe.dropout, run.random.fork('dropout', 'fineTune'))
  let phase: Phase | undefined
  return {
    name: 'fineTune',
    epochs: recipe.fineTuneEpochs,
    weights: new Map([...head.weights, ...suffix.weights]),
    beginEpoch(epoch) {
      const from = cutAt(backbone.graph, depthAt(recipe, epoch))
      if (phase?.from === from) return
      phase?.optimizer.dispose()
      phase = startPhase(from, suffix, head, recipe)
    },
    step(batch, epoch, factor) {
      const { from, variables, optimizer } = given(phase)
      const drop = dropOut(batch.length)
      const targets = targetsOf(run.targets, batch, classes)
      return tf.tidy(() => {
        const { logits, gradients } = accumulate(batch, microBatch, (part, first) => {
          const x = suffix.advance(inputs.train(part, epoch), from)
          const wanted = targets(first, first + part.length)
          const logitsOf = () => head.logits(drop(suffix.features(x, from, true) as Tensor2D, first))
          const result = gradientsOf(logitsOf, wanted, variables)
          suffix.updateMovingStatistics(part.length / batch.length)
          return result
        })
        optimizer.step(gradients, factor)
        return logits
      })
    },
    validate: pace =>
      evaluate(validation, x => head.logits(suffix.features(x, cut, false) as Tensor2D), pace),
    dispose() {
      phase?.optimizer.dispose()
      inputs.dispose()
      suffix.dispose()
    },
  }
}

/** On the tape; its logits outlive it. */
function gradientsOf(logitsOf: () => Tensor2D, targets: TargetTensors, variables: Variable[]): PassResult {
  let kept: Tensor2D | undefined
  try {
    const { grads } = tf.variableGrads(() => {
      kept = tf.keep(logitsOf())
      return lossOnTape(kept, targets)
    }, variables)
    // A copy of the tidy around, which ends it.
    return { logits: given(kept).clone(), gradients: variables.map(({ name }) => given(grads[name])) }
  } finally {
    kept?.dispose()
  }
}

/** What is trained between two changes of the unfrozen depth; optimizer state lives as long. */
interface Phase {
  readonly from: string
  readonly variables: Variable[]
  readonly optimizer: Optimizer
}

function startPhase(from: string, suffix: Suffix, head: Head, recipe: Recipe): Phase {
  const backbone = suffix.trainable(from)
  const rate = recipe.learningRate * recipe.fineTuneFactor
  const parameters = [...headParameters(head, recipe), ...backbone.map(variable => ({ variable, rate }))]
  return {
    from,
    variables: parameters.map(({ variable }) => variable),
    optimizer: createOptimizer(recipe, parameters),
  }
}

/** All blocks at once, or one more in each of `unfreezeDepth` equal parts of the epochs. */
function depthAt(
  {
    unfreezing,
    unfreezeDepth,
    fineTuneEpochs,
  }: Pick<Recipe, 'unfreezing' | 'unfreezeDepth' | 'fineTuneEpochs'>,
  epoch: number,
): number {
  if (unfreezing === 'together') return unfreezeDepth
  return Math.min(unfreezeDepth, Math.floor((epoch * unfreezeDepth) / fineTuneEpochs) + 1)
}

function given<T>(value: T | undefined): T {
  if (value === undefined)
    throw new RangeError('a step needs beginEpoch() first, and every variable on its path')
  return value
}
