import { beforeAll, describe, expect, test } from 'vitest'
import { loadEngine } from '../../src/engine/index.ts'
import { tf } from '../../src/engine/tf.ts'
import { trainFold } from '../../src/training/fold.ts'
import type { FoldHooks, FoldInput } from '../../src/training/run.ts'
import type { Report } from '../../src/trial/job.ts'
import { tinyFold } from './tiny.ts'

beforeAll(() => loadEngine('wasm', { threads: 1 }))

/** Trains and collects; asserts that no tensor is left behind, whatever the outcome. */
async function train(input: FoldInput, hooks: Partial<FoldHooks> = {}) {
  const reports: Report[] = []
  let weights = new Map<string, Float32Array>()
  const before = tf.memory().numTensors
  const outcome = await trainFold(input, {
    onReport: report => void reports.push(report),
    shouldStop: () => false,
    onTrained: trained => {
      weights = trained
    },
    ...hooks,
  })
  expect(tf.memory().numTensors).toBe(before)
  return { outcome, reports, weights }
}

const losses = (reports: readonly Report[]) => reports.map(report => report.trainLoss)
const fast = { learningRate: 0.02, batchSize: 16, dropout: 0.1 }
const fineTune = { ...fast, unfreezeDepth: 2, fineTuneFactor: 0.3 }

describe('the head alone', () => {
  test('learns, reports every epoch and ends with the last', async () => {
    const input = await tinyFold({ ...fast, headEpochs: 12 })
    const { outcome, reports, weights } = await train(input)
    expect(reports.map(({ epoch, epochs, stage }) => [epoch, epochs, stage])).toEqual(
      Array.from({ length: 12 }, (_, i) => [i + 1, 12, 'head']),
    )
    expect(losses(reports)[11]).toBeLessThan((losses(reports)[0] ?? 0) * 0.8)
    expect(outcome).toMatchObject({ status: 'done', epochs: 12, metrics: reports[11]?.metrics })
    expect(reports[11]?.metrics.accuracy).toBeGreaterThan(0.6)
    expect([...weights.keys()]).toEqual(['predictions/kernel', 'predictions/bias'])
  })

  test.each(['adam', 'sgd', 'rmsprop'] as const)(
    'learns with %s, a hidden layer and all penalties',
    async optimizer => {
      const input = await tinyFold({
        ...fast,
        optimizer,
        headEpochs: 8,
        hiddenUnits: 16,
        l1: 1e-4,
        l2: 1e-4,
        labelSmoothing: 0.05,
        classWeights: 'balanced',
        schedule: { type: 'cosine', warmupEpochs: 1 },
      })
      const { reports } = await train(input)
      expect(losses(reports)[7]).toBeLessThan((losses(reports)[0] ?? 0) * 0.9)
    },
  )

  test('same seed, same everything; another seed, other losses', async () => {
    const [a, b, c] = [
      await train(await tinyFold(fast, { seed: 1 })),
      await train(await tinyFold(fast, { seed: 1 })),
      await train(await tinyFold(fast, { seed: 2 })),
    ]
    expect(losses(a.reports)).toEqual(losses(b.reports))
    expect(a.weights).toEqual(b.weights)
    expect(losses(a.reports)).not.toEqual(losses(c.reports))
  })

  test('the first loss is the formula: cross-entropy of the untrained head plus what smoothing adds', async () => {
    const untouched = { learningRate: 1e-12, dropout: 0, headEpochs: 1 }
    const plain = await train(await tinyFold(untouched))
    const smooth = await train(await tinyFold({ ...untouched, labelSmoothing: 0.3 }))
    // The validation log loss of the same untouched head is the same formula on other images of the same kind.
    expect(Math.abs((losses(plain.reports)[0] ?? 0) - (plain.reports[0]?.metrics.logLoss ?? 0))).toBeLessThan(
      0.2,
    )
    expect(smooth.reports[0]?.metrics).toEqual(plain.reports[0]?.metrics)
    expect(losses(smooth.reports)[0]).not.toBeCloseTo(losses(plain.reports)[0] ?? 0, 3)
  })

  test('l2 shrinks the kernel and leaves the bias alone', async () => {
    const norm = (values: Float32Array = new Float32Array()) => Math.hypot(...values)
    const free = await train(await tinyFold({ ...fast, optimizer: 'sgd', headEpochs: 6 }))
    const held = await train(await tinyFold({ ...fast, optimizer: 'sgd', headEpochs: 6, l2: 0.5 }))
    expect(norm(held.weights.get('predictions/kernel'))).toBeLessThan(
      norm(free.weights.get('predictions/kernel')) * 0.5,
    )
  })
})

describe('fine-tuning', () => {
  test('learns more than the head alone and changes exactly the unfrozen layers', async () => {
    const input = await tinyFold({ ...fineTune, unfreezeDepth: 1, headEpochs: 4, fineTuneEpochs: 6 })
    const { outcome, reports, weights } = await train(input)
    expect(outcome).toMatchObject({ status: 'done', epochs: 10 })
    expect(reports.map(({ stage }) => stage)).toEqual([
      ...Array(4).fill('head'),
      ...Array(6).fill('fineTune'),
    ])
    expect(losses(reports)[9]).toBeLessThan((losses(reports)[3] ?? 0) * 0.9)
    const names = [
      'last/kernel',
      'last_bn/gamma',
      'last_bn/beta',
      'last_bn/moving_mean',
      'last_bn/moving_variance',
    ]
    expect([...weights.keys()].filter(name => !name.startsWith('predictions'))).toEqual(names)
    const isSame = (name: string) => expect(weights.get(name)).toEqual(input.backbone.values.get(name))
    names.filter(name => name.includes('moving')).forEach(isSame)
    for (const name of names.filter(found => !found.includes('moving')))
      expect(weights.get(name)).not.toEqual(input.backbone.values.get(name))
  })

  test('stage two starts where stage one ended: validation through the suffix equals the cached features', async () => {
    const still = { dropout: 0, learningRate: 1e-9, headEpochs: 1, fineTuneEpochs: 1 }
    for (const unfreezeDepth of [1, 2]) {
      const { reports } = await train(await tinyFold({ ...still, unfreezeDepth }))
      expect(reports[1]?.metrics.logLoss).toBeCloseTo(reports[0]?.metrics.logLoss ?? 0, 4)
      expect(reports[1]?.trainLoss).toBeCloseTo(reports[0]?.trainLoss ?? 0, 4)
    }
  })

  test('trained batch norm moves its statistics, in the trained blocks only', async () => {
    const input = await tinyFold({
      ...fineTune,
      batchNorm: 'trained',
      unfreezing: 'gradual',
      fineTuneEpochs: 1,
    })
    const { weights } = await train(input)
    const moved = (name: string) => expect(weights.get(name)).not.toEqual(input.backbone.values.get(name))
    moved('last_bn/moving_mean')
    moved('last_bn/moving_variance')
    expect(weights.get('dw_bn/moving_mean')).toEqual(input.backbone.values.get('dw_bn/moving_mean'))
    expect(weights.get('dw/kernel')).toEqual(input.backbone.values.get('dw/kernel'))
  })

  test('gradual unfreezing reaches every block in the end', async () => {
    const input = await tinyFold({ ...fineTune, unfreezing: 'gradual', fineTuneEpochs: 2 })
    const { outcome, weights } = await train(input)
    expect(outcome.status).toBe('done')
    for (const name of ['dw/kernel', 'project_bn/gamma', 'last/kernel'])
      expect(weights.get(name)).not.toEqual(input.backbone.values.get(name))
  })

  test('is repeatable', async () => {
    const [a, b] = [await train(await tinyFold(fineTune)), await train(await tinyFold(fineTune))]
    expect(losses(a.reports)).toEqual(losses(b.reports))
    expect(a.weights).toEqual(b.weights)
  })
})

describe('augmentation', () => {
  test('trains both stages on changed images, repeatably', async () => {
    const recipe = { ...fineTune, headEpochs: 2, fineTuneEpochs: 1, augment: 'strong' }
    const [a, b] = [await train(await tinyFold(recipe)), await train(await tinyFold(recipe))]
    expect(a.outcome).toMatchObject({ status: 'done', epochs: 3 })
    expect(losses(a.reports)).toEqual(losses(b.reports))
  })

  test('with changes too small to see it is the same as the cache', async () => {
    const recipe = { ...fineTune, dropout: 0, headEpochs: 1, fineTuneEpochs: 1 }
    const cached = await train(await tinyFold(recipe))
    const input = await tinyFold({ ...recipe, augment: { flip: false, crop: 1e-9 } })
    const { reports } = await train(input)
    expect(losses(reports)[0]).toBeCloseTo(losses(cached.reports)[0] ?? 0, 2)
    expect(losses(reports)[1]).toBeCloseTo(losses(cached.reports)[1] ?? 0, 2)
  })
})

describe('early stopping', () => {
  test('ends a stage without progress and gives the best epoch of both', async () => {
    const earlyStopping = { patience: 1, minDelta: 2 }
    const { outcome, reports } = await train(
      await tinyFold({ ...fineTune, headEpochs: 5, fineTuneEpochs: 5, earlyStopping }),
    )
    // No gain can exceed minDelta 2: each stage stops as soon as its patience allows.
    expect(reports.map(({ stage }) => stage)).toEqual(['head', 'head', 'fineTune'])
    expect(outcome).toMatchObject({ status: 'done', bestEpoch: 1, epochs: 3, metrics: reports[0]?.metrics })
  })

  test('restores the weights of the best epoch', async () => {
    const recipe = { ...fast, optimizer: 'sgd', headEpochs: 6 }
    const best = await train(await tinyFold({ ...recipe, earlyStopping: { patience: 5, minDelta: 0 } }))
    const { outcome } = best
    if (outcome.status !== 'done') throw new Error(JSON.stringify(outcome))
    const short = await train(await tinyFold({ ...recipe, headEpochs: outcome.bestEpoch }))
    expect(best.weights).toEqual(short.weights)
    expect(outcome.metrics).toEqual(short.reports.at(-1)?.metrics)
  })
})

describe('endings', () => {
  test('stops between two batches when asked, in either stage', async () => {
    for (const [afterReports, epochs] of [
      [0, 0],
      [3, 3],
    ] as const) {
      let reports = 0
      let asked = 0
      const { outcome } = await train(await tinyFold(fineTune), {
        onReport: () => void reports++,
        shouldStop: () => reports >= afterReports && ++asked > 1,
      })
      expect(outcome).toMatchObject({ status: 'stopped', epochs })
    }
  })

  // Ten batches ask before and after, a stage before it begins, validation after each of its batches.
  test.each([
    ['a head', 3000, 1 + 20 + 3, {}],
    ['a head with a hidden layer', 600, 1 + 20 + 3, { hiddenUnits: 8 }],
    ['fine-tuning', 80, 1 + 20 + 1 + (1 + 20 + 3), { unfreezeDepth: 1 }],
  ])('no batch follows the wish to stop, in training or validation: %s', async (_, images, asks, recipe) => {
    const input = await tinyFold({ batchSize: 6, headEpochs: 1, fineTuneEpochs: 1, ...recipe })
    const { split } = input
    const many = {
      ...split,
      validation: Array.from({ length: images }, (__, i) => split.validation[i % 30] ?? 0),
    }
    let asked = 0
    const count = () => ++asked < 0
    const whole = await train({ ...input, split: many }, { shouldStop: count })
    expect(whole.outcome.status).toBe('done')
    expect(asked).toBe(asks)
    for (let last = 1; last <= asks; last += 2) {
      asked = 0
      const { outcome } = await train({ ...input, split: many }, { shouldStop: () => ++asked >= last })
      expect([outcome.status, asked]).toEqual(['stopped', last])
    }
  })

  test('a trap in the middle is an outcome, too', async () => {
    const input = await tinyFold(fast)
    const trap = () => {
      throw new WebAssembly.RuntimeError('unreachable')
    }
    const { outcome } = await train(input, { onReport: trap })
    expect(outcome).toMatchObject({ status: 'failed', cause: 'lost', epochs: 1 })
  })

  const advice =
    /training diverged: the .*loss became (NaN|-?Infinity) at epoch \d+; a smaller learningRate may help/

  test('a head that diverges fails with advice', async () => {
    const input = await tinyFold({ optimizer: 'sgd', learningRate: 10, headEpochs: 5 })
    input.images.features?.forEach((value, i, all) => {
      all[i] = value * 1e30
    })
    const { outcome } = await train(input)
    expect(outcome).toMatchObject({ status: 'failed', error: expect.stringMatching(advice) })
  })

  test('a backbone that diverges fails with advice', async () => {
    const wild = { learningRate: 10, fineTuneFactor: 1, unfreezeDepth: 2, headEpochs: 1, fineTuneEpochs: 30 }
    const { outcome, reports } = await train(await tinyFold({ optimizer: 'sgd', batchSize: 4, ...wild }))
    expect(reports.length).toBeGreaterThan(0)
    expect(outcome).toMatchObject({ status: 'failed', error: expect.stringMatching(advice) })
  })

  test('a failure inside is an outcome, not a rejection', async () => {
    const { features: _gone, ...images } = (await tinyFold(fast)).images
    const { outcome } = await train({ ...(await tinyFold(fast)), images })
    expect(outcome).toMatchObject({ status: 'failed', error: expect.stringContaining('features') })
  })

  test('messages can come and go while it trains', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await train(await tinyFold({ ...fineTune, fineTuneEpochs: 40 }))
    clearInterval(timer)
    expect(turns).toBeGreaterThan(1)
  })
})
