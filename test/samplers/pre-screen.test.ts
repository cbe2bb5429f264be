import { expect, test } from 'vitest'
import { preScreen } from '../../src/samplers/pre-screen.ts'

const best = { name: 'MobileNetV2', errors: [0.05, 0.07, 0.06, 0.05, 0.06] }

test('holds back what has far more than twice the errors, and nothing that is near', () => {
  const screened = preScreen([
    { name: 'VGG16', errors: [0.3, 0.28, 0.33, 0.29, 0.31] },
    best,
    { name: 'ResNet50', errors: [0.1, 0.09, 0.12, 0.08, 0.1] },
  ])
  expect([...screened.keys()]).toEqual(['VGG16'])
  expect(screened.get('VGG16')?.error).toBeCloseTo(0.302)
  expect(screened.get('VGG16')?.best).toBeCloseTo(0.058)
})

test('noise is no reason: folds that disagree hold nothing back', () => {
  expect(preScreen([best, { name: 'VGG16', errors: [0.05, 0.6, 0.04, 0.5, 0.05] }]).size).toBe(0)
})

test('one backbone, or none, has nothing to be behind of', () => {
  expect(preScreen([best]).size).toBe(0)
  expect(preScreen([]).size).toBe(0)
})
