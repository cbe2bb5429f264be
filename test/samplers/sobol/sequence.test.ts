import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src/base/random.ts'
import { directions } from '../../../src/samplers/sobol/direction-numbers.ts'
import { createSequence } from '../../../src/samplers/sobol/sequence.ts'

const sequence = createSequence(createRandom(1))
const count = 64
const points = Array.from({ length: count }, (_, point) => point)

test.each(directions.map((_, dimension) => dimension))(
  'dimension %i has one of the first 64 points in each 64th',
  dimension => {
    const places = points.map(point => Math.floor(sequence(point, dimension) * count))
    expect(places.sort((a, b) => a - b)).toEqual(points)
  },
)

describe('the first two dimensions together', () => {
  test.each([1, 2, 4, 8, 16, 32, 64])('one point in each of 64 boxes, %i of them wide', wide => {
    const boxes = points.map(point => {
      const [x, y] = [sequence(point, 0), sequence(point, 1)]
      return Math.floor(x * wide) * (count / wide) + Math.floor(y * (count / wide))
    })
    expect(boxes.sort((a, b) => a - b)).toEqual(points)
  })
})

test('no two dimensions are the same', () => {
  const texts = new Set(directions.map(numbers => numbers.join()))
  expect(texts.size).toBe(directions.length)
})

test('another seed, other points, as evenly', () => {
  const other = createSequence(createRandom(2))
  expect(other(3, 2)).not.toBe(sequence(3, 2))
})

test('goes on beyond the table, at random', () => {
  const values = points.map(point => sequence(point, directions.length + 3))
  for (const value of values) expect(value >= 0 && value < 1).toBe(true)
  expect(new Set(values).size).toBe(count)
})
