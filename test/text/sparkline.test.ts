import { expect, test } from 'vitest'
import { bar, sparkline } from '../../src/text/sparkline.ts'

test('a curve from its lowest to its highest value', () => {
  expect(sparkline([0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 1], 20)).toBe('▁▂▃▄▅▆▇█')
})

test('a long curve is averaged down to the width, its ends kept', () => {
  const curve = sparkline(
    Array.from({ length: 1000 }, (_, i) => i),
    10,
  )
  expect(curve).toHaveLength(10)
  expect(curve).toMatch(/^▁.*█$/)
})

test('noise of a flat curve stays flat, and what is not a number is a dot', () => {
  expect(sparkline([0.9, 0.9001, 0.9], 9)).toBe('▄▅▄')
  expect(sparkline([Number.NaN, 1], 9)).toMatch(/^·/)
  expect(sparkline([], 9)).toBe('')
  expect(sparkline([1, 2], 0)).toBe('')
})

test('a bar has its width whatever the fraction', () => {
  expect(bar(0.5, 4)).toBe('██░░')
  expect(bar(7, 3)).toBe('███')
  expect(bar(-1, 3)).toBe('░░░')
})
