import { outputOf } from '../../activations/subgraph.ts'
import { tf } from '../../engine/tf.ts'
import { isAugmented } from '../../trial/recipe.ts'
import { batchesOf } from '../batches.ts'
import type { Head } from '../classifier.ts'
import { hasFineTuning } from '../needs.ts'
import type { FoldInput, FoldRun } from '../run.ts'
import type { Stage } from '../stage.ts'
import { createLinearHead, fitsKernels } from './linear-head.ts'
import { ownRows } from './own-rows.ts'

/** With more classes an engine's matrix products gain more than its overhead costs. */
const mostClasses = 128

const validationBatch = 1024

/** Linear heads on cached features; a hidden layer and augmented images need an engine. */
export function canUseKernels({ job, images, classes, backbone }: FoldInput): boolean {
  if (images.features === undefined) return false
  const isPlain = job.recipe.hiddenUnits === 0 && !isAugmented(job.recipe.augment)
  return isPlain && classes <= mostClasses && fitsKernels(outputOf(backbone.graph).shape[2])
}

/** Stage one without an engine; what it has learned is put into the head's variables when someone asks for them. */
export function createKernelStage(run: FoldRun, head: Head): Stage {
  const { job, images, backbone, split, classes } = run.input
  const { features } = images
  if (features === undefined) throw new RangeError('the head is trained on features, but there are none')
  const linear = createLinearHead({
    recipe: job.recipe,
    classes,
    features: ownRows(features),
    width: outputOf(backbone.graph).shape[2],
    targets: run.targets,
    random: run.random,
  })
  function copyToHead(): Head['weights'] {
    const { kernel, bias } = linear.weights()
    const learned = { 'predictions/kernel': kernel, 'predictions/bias': bias }
    for (const [name, values] of Object.entries(learned)) {
      const variable = head.weights.get(name)
      tf.tidy(() => variable?.assign(tf.tensor(values, variable.shape)))
    }
    return head.weights
  }
  return {
    name: 'head',
    epochs: job.recipe.headEpochs,
    get weights() {
      return copyToHead()
    },
    beginEpoch() {},
    step: (batch, _epoch, factor) => linear.step(batch, factor).slice(),
    async validate(pace) {
      const logits = new Float32Array(split.validation.length * classes)
      for (const [i, some] of batchesOf(split.validation, validationBatch).entries()) {
        logits.set(linear.logits(some), i * validationBatch * classes)
        await pace()
      }
      return logits
    },
    dispose() {
      if (hasFineTuning(job.recipe)) copyToHead()
      linear.dispose()
    },
  }
}
