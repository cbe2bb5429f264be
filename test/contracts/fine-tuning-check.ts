import assert from 'node:assert/strict'
import type { WeightValues } from '../../src/backbones/graph.ts'
import { tf } from '../../src/engine/tf.ts'
import type { BackboneName } from '../../src/trial/backbone-names.ts'
import { fineTune, prepareFineTuning } from './fine-tuning-fold.ts'

/** One of each kind of network. */
export const families: readonly BackboneName[] = [
  'MobileNetV2',
  'ResNet50',
  'VGG16',
  'InceptionV3',
  'InceptionResNetV2',
  'EfficientNetB0',
  'MobileNetV3Large',
  'MobileNetV3Small',
  'DenseNet121',
  'ConvNeXtTiny',
]

/**
 * Three steps of fine-tuning the last two blocks lower the loss, and change nothing but those blocks and the head, by
 * the path that a sweep takes; throws where it is not so. Says what the losses were.
 */
export async function checkFamily(family: BackboneName, calibrateOn: string): Promise<string> {
  const begun = performance.now()
  const tensors = tf.memory().numTensors
  const fold = await prepareFineTuning(family, calibrateOn)
  assert.equal(tf.memory().numTensors, tensors, 'tensors left by the activations')

  const { values } = fold.input.backbone
  const before = copyOf(values)
  const { outcome, reports, trained } = await fineTune(fold)
  const alone = await fineTune(fold, true)
  assert.equal(outcome.status, 'done')
  assert.equal(outcome.epochs, 4)
  assert.equal(tf.memory().numTensors, tensors, 'tensors left by training')

  const losses = reports.map(({ metrics }) => metrics.logLoss)
  const [start = Number.NaN, ...afterSteps] = losses
  const last = afterSteps.at(-1) ?? Number.NaN
  const headAlone = alone.reports.at(-1)?.metrics.logLoss ?? Number.NaN
  assert.deepEqual(
    reports.map(({ stage }) => stage),
    ['head', 'fineTune', 'fineTune', 'fineTune'],
  )
  const first = reports[1]?.trainLoss ?? Number.NaN
  assert.ok(Math.abs(first - start) < 0.005, `from the cut ${first}, by the whole backbone ${start}`)
  assert.deepEqual(
    losses,
    losses.toSorted((a, b) => b - a),
    'lower after each step',
  )
  assert.ok(last < start, `lower than before: ${last}, ${start}`)
  assert.ok(last < headAlone, `lower than by the head alone: ${last}, ${headAlone}`)

  assert.deepEqual(differing(before, values), [], 'weights given')
  const backboneKeys = [...trained.keys()].filter(key => before.has(key))
  assert.deepEqual(backboneKeys.toSorted(), [...fold.trainable, ...fold.moving].toSorted())
  assert.deepEqual(differing(before, trained).toSorted(), fold.trainable.toSorted(), 'weights that moved')
  const seconds = (performance.now() - begun) / 1000
  const [a, b, c] = [start, last, headAlone].map(loss => loss.toFixed(4))
  return `${family}: ${a} → ${b} (by the head alone ${c}), ${seconds.toFixed(1)} s`
}

const copyOf = (values: WeightValues) => new Map([...values].map(([key, value]) => [key, value.slice()]))

/** The keys in both whose values are not the same to the bit. */
function differing(a: WeightValues, b: WeightValues): string[] {
  return [...a]
    .filter(([key, value]) => b.has(key) && !bytes(value).equals(bytes(b.get(key))))
    .map(([key]) => key)
}

const bytes = (values: Float32Array = new Float32Array()) =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength)
