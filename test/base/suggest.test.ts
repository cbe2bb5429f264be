import { expect, test } from 'vitest'
import { didYouMean, editDistance, suggest } from '../../src/base/suggest.ts'

test.each([
  ['', '', 0],
  ['adam', 'adam', 0],
  ['adam', 'adma', 1],
  ['optimzer', 'optimizer', 1],
  ['kitten', 'sitting', 3],
  ['ca', 'abc', 3],
  ['', 'sgd', 3],
])('%j and %j are %i edits apart', (a, b, edits) => {
  expect(editDistance(a, b)).toBe(edits)
  expect(editDistance(b, a)).toBe(edits)
})

const options = ['learningRate', 'batchSize', 'optimizer', 'l1', 'l2', 'headEpochs']

test.each([
  ['optimzer', 'optimizer'],
  ['optimiser', 'optimizer'],
  ['learning_rate', 'learningRate'],
  ['LEARNINGRATE', 'learningRate'],
  ['batch-size', 'batchSize'],
  ['lr', 'learningRate'],
  ['headEpoch', 'headEpochs'],
])('%s means %s', (word, meant) => {
  expect(suggest(word, options)).toBe(meant)
})

test('what resembles nothing gets no suggestion', () => {
  expect(suggest('colour', options)).toBeUndefined()
  expect(suggest('x', options)).toBeUndefined()
  expect(didYouMean('colour', options)).toBe('')
  expect(didYouMean('optimzer', options)).toBe('did you mean optimizer?')
})
