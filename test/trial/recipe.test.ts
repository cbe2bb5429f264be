import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { loadEngine } from '../../src/engine/index.ts'
import { trainFold } from '../../src/training/fold.ts'
import type { Report } from '../../src/trial/job.ts'
import { recipeNames, recipeSchema, recipeShape, recipeValues } from '../../src/trial/recipe.ts'
import { tinyFold } from '../training/tiny.ts'

test('the defaults are those that old journals were trained with', () => {
  expect(recipeSchema.parse({})).toMatchObject({
    backbone: 'MobileNetV2',
    weights: 'imagenet',
    learningRate: 1e-3,
    fineTuneFactor: 0.1,
    batchSize: 32,
    optimizer: 'adam',
    dropout: 0.2,
    hiddenUnits: 0,
    l1: 0,
    l2: 0,
    labelSmoothing: 0,
    unfreezeDepth: 0,
    unfreezing: 'together',
    headEpochs: 10,
    fineTuneEpochs: 10,
    schedule: { type: 'constant', warmupEpochs: 0 },
    batchNorm: 'frozen',
    augment: { flip: false, flipVertical: false, rotate: 0, zoom: 0, crop: 0, colour: 0, views: 0 },
    classWeights: 'none',
    earlyStopping: null,
  })
})

test.each(recipeNames)('%s is explained, and may be left out', name => {
  expect(recipeValues[name].meaning).toMatch(/^\S.*\.$/)
  expect(recipeShape[name].description).toBe(recipeValues[name].meaning)
  expect(recipeSchema.parse({})[name] === undefined).toBe(recipeShape[name] instanceof z.ZodOptional)
})

describe('a value of stage two alone', () => {
  const ofStageTwo = recipeNames.filter(name => recipeValues[name].stage === 'fineTune')

  test.each(ofStageTwo)('%s changes nothing in stage one', async name => {
    await loadEngine('wasm', { threads: 1 })
    const schema: z.ZodType = recipeShape[name].unwrap()
    const { [name]: usual } = recipeSchema.parse({})
    const other = schema instanceof z.ZodEnum ? schema.options.at(-1) : otherNumber(schema, Number(usual))
    expect(other).not.toBe(usual)
    const headAlone = { headEpochs: 2, unfreezeDepth: 2, fineTuneEpochs: name === 'fineTuneEpochs' ? 1 : 0 }
    expect(await headMetrics({ ...headAlone, [name]: other })).toEqual(await headMetrics(headAlone))
  })

  const otherNumber = (schema: z.ZodType, usual: number) =>
    schema.safeParse(usual + 1).success ? usual + 1 : usual / 2
})

async function headMetrics(recipe: Record<string, unknown>) {
  const reports: Report[] = []
  await trainFold(await tinyFold({ learningRate: 0.02, batchSize: 16, ...recipe }, { images: 45 }), {
    onReport: report => void reports.push(report),
    shouldStop: () => false,
  })
  return reports.filter(({ stage }) => stage === 'head').map(({ metrics, trainLoss }) => [metrics, trainLoss])
}
