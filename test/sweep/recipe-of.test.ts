import { expect, test } from 'vitest'
import { recipeOf } from '../../src/sweep/recipe-of.ts'

test('the config wins over fixed values, these over defaults', () => {
  const recipe = recipeOf({ recipe: { headEpochs: 3, dropout: 0.1 } }, { dropout: 0.5, schedule: 'cosine' })
  expect(recipe).toMatchObject({
    dropout: 0.5,
    headEpochs: 3,
    batchSize: 32,
    schedule: { type: 'cosine', floor: 0, warmupEpochs: 0 },
  })
})

test('a recipe is a recipe again', () => {
  const recipe = recipeOf({ recipe: {} }, { augment: 'strong', earlyStopping: false, schedule: 'cyclical' })
  expect(recipeOf({ recipe }, {})).toEqual(recipe)
})

test('a value that is none is refused', () => {
  expect(() => recipeOf({ recipe: {} }, { optimizer: 'adamw' })).toThrow()
})
