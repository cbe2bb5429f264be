import { expect, test } from 'vitest'
import { openingOf } from '../../src/sweep/opening.ts'
import { recipeOf } from '../../src/sweep/recipe-of.ts'
import { someSweep } from '../coordinator/simulate.ts'

const regression = { classifier: 'logisticRegression', earlyStopping: { patience: 3, minDelta: 0 } }

test('a regression for each backbone, then the defaults, then what is enqueued', () => {
  const { space } = someSweep()
  const sweep = someSweep({
    baseline: true,
    space: { backbone: { kind: 'choice', values: ['MobileNetV2', 'ResNet50'] }, ...space },
    enqueue: [{ backbone: 'ResNet50', learningRate: 0.01, dropout: 0.1, unfreezeDepth: 1 }],
  })
  expect(openingOf(sweep)).toEqual([
    { origin: 'baseline', config: { backbone: 'MobileNetV2', ...regression } },
    { origin: 'baseline', config: { backbone: 'ResNet50', ...regression } },
    {
      origin: 'defaults',
      config: { backbone: 'MobileNetV2', learningRate: 1e-3, dropout: 0.2, unfreezeDepth: 0 },
    },
    { origin: 'enqueue', config: sweep.enqueue[0] },
  ])
})

test('a regression is one whatever the file fixes', () => {
  const recipe = { unfreezeDepth: 2, hiddenUnits: 64, headEpochs: 4 }
  const [baseline] = openingOf(someSweep({ baseline: true, recipe }))
  expect(recipeOf({ recipe }, baseline?.config ?? {})).toMatchObject({
    ...regression,
    unfreezeDepth: 0,
    hiddenUnits: 0,
  })
})

test('defaults outside the space are moved to what is nearest, conditions are kept', () => {
  const sweep = someSweep({
    baseline: false,
    space: {
      optimizer: { kind: 'choice', values: ['sgd', 'rmsprop'] },
      momentum: { kind: 'float', min: 0.5, max: 0.8, scale: 'linear', when: { optimizer: ['sgd'] } },
      learningRate: { kind: 'float', min: 1e-2, max: 1, scale: 'log' },
      batchSize: { kind: 'int', min: 48, max: 96, scale: 'linear', step: 16 },
    },
  })
  expect(openingOf(sweep)).toEqual([
    {
      origin: 'defaults',
      config: { optimizer: 'sgd', momentum: 0.5, learningRate: 0.01, batchSize: 48 },
    },
  ])
})

test('what is enqueued is not tried twice', () => {
  const [defaults] = openingOf(someSweep({ baseline: false }))
  const sweep = someSweep({ baseline: false, enqueue: [defaults?.config ?? {}] })
  expect(openingOf(sweep).map(({ origin }) => origin)).toEqual(['enqueue'])
})

test('a list tries nothing else, a grid no defaults, an older run neither', () => {
  const origins = (change: Parameters<typeof someSweep>[0]) =>
    openingOf(someSweep({ enqueue: [{ dropout: 0.1 }], ...change })).map(({ origin }) => origin)
  expect(origins({ baseline: true, sampler: { type: 'list' } })).toEqual(['enqueue'])
  expect(origins({ baseline: true, sampler: { type: 'grid', levels: 2 } })).toEqual(['baseline', 'enqueue'])
  expect(origins({})).toEqual(['enqueue'])
})
