import { expect, test } from 'vitest'
import type { Cell } from '../../src/cost-model/cell.ts'
import { createCostModel } from '../../src/cost-model/cost-model.ts'
import { limitAfter, limitOf } from '../../src/cost-model/limit.ts'

const cell: Cell = { kind: 'fineTune', workers: 2, backbone: 'MobileNetV2', depth: 1, batch: 16 }

test('a first guess may be wrong by more than ten', () => {
  const limit = limitOf(createCostModel().estimate(cell, 600))
  expect(limit).toBeGreaterThan(15 * 600)
  expect(limit).toBeLessThan(40 * 600)
})

test('what was often seen is overdue after a few times of what it takes', () => {
  const model = createCostModel()
  for (let i = 0; i < 30; i++) model.observe(cell, 600, 1800 * (1 + 0.05 * (i % 3)))
  const limit = limitOf(model.estimate(cell, 600))
  expect(limit).toBeGreaterThan(3 * 1800)
  expect(limit).toBeLessThan(6 * 1800)
})

test('nothing is overdue before two minutes', () => {
  expect(limitOf(createCostModel().estimate(cell, 0.01))).toBe(120)
  expect([limitAfter(0), limitAfter(30), limitAfter(100)]).toEqual([120, 120, 300])
})
