import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { WeightValues } from '../../src/backbones/graph.ts'
import { tf } from '../../src/engine/tf.ts'
import type { BackboneName } from '../../src/trial/backbone-names.ts'
import type { EngineName } from '../../src/trial/engine-names.ts'
import { fineTune, prepareFineTuning } from './fine-tuning-fold.ts'
import { isPlayed, presentEngine, skip } from './present-engine.ts'

const families: readonly BackboneName[] = [
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

/** Enough where the processor plays a GPU. */
const smallFamilies: readonly BackboneName[] = ['MobileNetV2-0.35', 'MobileNetV3Small']

/**
 * Three steps of fine-tuning the last two blocks lower the loss, and change nothing but those blocks and the head:
 * each network family on one engine, by the path that a sweep takes. One test file per engine, as a backend is
 * global to a process.
 */
export async function fineTuningContract(name: EngineName): Promise<void> {
  const engine = await presentEngine(name, `fine-tuning on ${name}`)
  if (engine === undefined) return
  const isSlow = isPlayed(engine)
  describe(`fine-tuning on ${name}, ${engine.version} on ${engine.device}`, () => {
    const lines: string[] = []
    beforeEach(() => tf.setBackend(name))
    afterAll(() => {
      engine.close()
      console.log([`fine-tuning on ${name}: loss before and after three steps`, ...lines].join('\n'))
    })

    for (const family of isSlow ? smallFamilies : families)
      test(family, { timeout: 300_000 }, async () => {
        lines.push(await checkFamily(family, isSlow ? 'cpu' : name))
      })
    if (isSlow) {
      const left = families.filter(family => !smallFamilies.includes(family))
      skip(`fine-tuning on ${name}: ${left.join(', ')}`, `too slow on ${engine.device}`)
    }
  })
}

async function checkFamily(family: BackboneName, calibrateOn: string): Promise<string> {
  const begun = performance.now()
  const tensors = tf.memory().numTensors
  const fold = await prepareFineTuning(family, calibrateOn)
  expect(tf.memory().numTensors, 'tensors left by the activations').toBe(tensors)

  const { values } = fold.input.backbone
  const before = copyOf(values)
  const { outcome, reports, trained } = await fineTune(fold)
  const alone = await fineTune(fold, true)
  expect(outcome).toMatchObject({ status: 'done', epochs: 4 })
  expect(tf.memory().numTensors, 'tensors left by training').toBe(tensors)

  const losses = reports.map(({ metrics }) => metrics.logLoss)
  const [start = Number.NaN, ...afterSteps] = losses
  const last = afterSteps.at(-1)
  const headAlone = alone.reports.at(-1)?.metrics.logLoss
  expect(reports.map(({ stage }) => stage)).toEqual(['head', 'fineTune', 'fineTune', 'fineTune'])
  expect(reports[1]?.trainLoss, 'from the cut as by the whole backbone').toBeCloseTo(start, 2)
  expect(losses, 'lower after each step').toEqual(losses.toSorted((a, b) => b - a))
  expect(last, 'lower than before').toBeLessThan(start)
  expect(last, 'lower than by the head alone').toBeLessThan(headAlone ?? Number.NaN)

  expect(differing(before, values), 'weights given').toEqual([])
  const backboneKeys = [...trained.keys()].filter(key => before.has(key))
  expect(backboneKeys.toSorted()).toEqual([...fold.trainable, ...fold.moving].toSorted())
  expect(differing(before, trained).toSorted(), 'weights that moved').toEqual(fold.trainable.toSorted())
  const seconds = (performance.now() - begun) / 1000
  const [a, b, c] = [start, last, headAlone].map(loss => loss?.toFixed(4))
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
