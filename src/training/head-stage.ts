import { outputOf } from '../activations/subgraph.ts'
import { type Tensor2D, tf } from '../engine/tf.ts'
import type { Head } from './classifier.ts'
import { createFeatureDropout } from './dropout.ts'
import { evaluate } from './evaluate.ts'
import { canUseKernels, createKernelStage } from './heads/kernel-stage.ts'
import { stageInputs } from './inputs.ts'
import { createOptimizer, type Parameter } from './optimizer.ts'
import type { FoldRun } from './run.ts'
import type { Stage } from './stage.ts'
import { targetTensors } from './target-tensors.ts'

const validationBatch = 256

/**
 * Stage one: the backbone is frozen, so the head is trained on its pooled features; no backbone runs unless augmenting.
 * Plain heads need no engine.
 */
export function createHeadStage(run: FoldRun, head: Head): Stage {
  return canUseKernels(run.input) ? createKernelStage(run, head) : createTensorStage(run, head)
}

function createTensorStage(run: FoldRun, head: Head): Stage {
  const { job, images, backbone, split, classes } = run.input
  const { recipe } = job
  const { name: layer, shape } = outputOf(backbone.graph)
  const inputs = stageInputs(run, {
    layer,
    pool: true,
    shape: [shape[2]],
    plain: images.features,
    views: images.views?.features ?? [],
  })
  const validation = {
    inputs: inputs.validation,
    images: split.validation,
    batchSize: validationBatch,
    classes,
  }
  const dropOut = createFeatureDropout(recipe.dropout, run.random.fork('dropout', 'head'))
  const optimizer = createOptimizer(recipe, headParameters(head, recipe))
  return {
    name: 'head',
    epochs: recipe.headEpochs,
    weights: head.weights,
    beginEpoch() {},
    step: (batch, epoch, factor) =>
      tf.tidy(() => {
        const x = dropOut(batch.length)(inputs.train(batch, epoch) as Tensor2D)
        const { logits, gradients } = head.gradients(x, targetTensors(run.targets, batch, classes))
        optimizer.step(gradients, factor)
        return logits
      }),
    validate: pace => evaluate(validation, x => head.logits(x as Tensor2D), pace),
    dispose() {
      optimizer.dispose()
      inputs.dispose()
    },
  }
}

/** Penalties are for the head's kernels. */
export function headParameters(
  head: Head,
  { learningRate, l1, l2 }: { learningRate: number; l1: number; l2: number },
): Parameter[] {
  return [...head.weights].map(([name, variable]) => ({
    variable,
    rate: learningRate,
    ...(name.endsWith('/kernel') ? { l1, l2 } : {}),
  }))
}
