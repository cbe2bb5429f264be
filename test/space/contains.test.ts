import { expect, test } from 'vitest'
import { checkConfig } from '../../src/space/contains.ts'
import { continuousSpace } from './spaces.ts'

const good = { learningRate: 0.01, batchSize: 32, dropout: 0.3, optimizer: 'sgd', momentum: 0.9 }

test('a point of the space', () => {
  expect(checkConfig(continuousSpace, good)).toEqual([])
})

test.each([
  [{ learningRate: 0.5 }, 'learningRate is 0.5, but must be a number from 0.00001 to 0.1'],
  [{ learningRate: 'high' }, 'learningRate is high, but must be a number from 0.00001 to 0.1'],
  [{ batchSize: 16.5 }, 'batchSize is 16.5, but must be a whole number from 8 to 64'],
  [{ dropout: 0.25 }, 'dropout is 0.25, but must be 0 plus a multiple of 0.1'],
  [{ optimizer: 'adamw' }, 'optimizer is adamw, but must be one of adam, sgd, rmsprop'],
  [{ lr: 1 }, 'lr is not a parameter of the space'],
])('%j', (change, message) => {
  expect(checkConfig(continuousSpace, { ...good, ...change })).toContain(message)
})

test('conditions decide what must be there and what must not', () => {
  const { momentum, ...without } = good
  expect(checkConfig(continuousSpace, without)).toEqual(['momentum is missing'])
  expect(checkConfig(continuousSpace, { ...without, optimizer: 'adam' })).toEqual([])
  expect(checkConfig(continuousSpace, { ...without, optimizer: 'adam', momentum })).toEqual([
    'momentum is only searched when optimizer is sgd or rmsprop: leave it out here',
  ])
})
