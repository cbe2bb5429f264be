import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import type { Cell } from '../../src/cost-model/cell.ts'
import { createCostModel } from '../../src/cost-model/cost-model.ts'

const cellOf = (backbone: string, depth = 1): Cell => ({
  kind: 'fineTune',
  workers: 2,
  backbone,
  depth,
  batch: 16,
})

/** Folds that take `factor` times the guess, give or take. */
function taught(
  factor: number,
  count: number,
  cell = cellOf('MobileNetV2'),
  model = createCostModel(),
  noise = 0.1,
) {
  const random = createRandom(count).fork('folds')
  for (let i = 0; i < count; i++) model.observe(cell, 10, 10 * factor * Math.exp(noise * random.normal()))
  return model
}

const errorOf = (estimate: { likely: number }, truth: number) => Math.abs(Math.log(estimate.likely / truth))

test('before anything was seen, the guess stands and may be off by factors', () => {
  const estimate = createCostModel().estimate(cellOf('MobileNetV2'), 10)
  expect(estimate.likely).toBe(10)
  expect(estimate.quantile(0.5)).toBeCloseTo(10)
  expect(estimate.quantile(0.95)).toBeGreaterThan(50)
  expect(estimate.quantile(0.05)).toBeLessThan(2)
})

test.each([7, 1 / 7, 25])('a machine that takes %f times the guess is known after four folds', factor => {
  const { likely, quantile } = taught(factor, 4).estimate(cellOf('MobileNetV2'), 20)
  expect(likely / (20 * factor)).toBeGreaterThan(0.8)
  expect(likely / (20 * factor)).toBeLessThan(1.25)
  expect(quantile(0.05)).toBeLessThan(20 * factor)
  expect(quantile(0.95)).toBeGreaterThan(20 * factor)
})

test('certainty grows with what was seen, but single folds still differ', () => {
  const spreads = [0, 1, 4, 16, 64].map(count => {
    const estimate = taught(1, count).estimate(cellOf('MobileNetV2'), 10)
    return { shared: estimate.deviation, ratio: estimate.quantile(0.9) / estimate.quantile(0.1) }
  })
  for (const [i, { shared }] of spreads.entries())
    if (i > 0) expect(shared).toBeLessThan(spreads[i - 1]?.shared ?? 0)
  expect(spreads.at(-1)?.shared).toBeLessThan(0.05)
  expect(spreads.at(-1)?.ratio).toBeGreaterThan(Math.exp(2 * 1.2 * 0.08))
})

test('backbones learn from each other, and depths of one backbone more so', () => {
  const model = taught(7, 6)
  const [same, deeper, other] = [cellOf('MobileNetV2'), cellOf('MobileNetV2', 3), cellOf('VGG16')].map(cell =>
    model.estimate(cell, 10),
  )
  const first = createCostModel().estimate(cellOf('VGG16'), 10)
  if (!same || !deeper || !other) throw new Error('three estimates')
  expect(errorOf(other, 70)).toBeLessThan(0.3 * errorOf(first, 70))
  expect(other.deviation).toBeLessThan(0.6 * first.deviation)
  expect(same.deviation).toBeLessThan(deeper.deviation)
  expect(deeper.deviation).toBeLessThan(other.deviation)
  const both = taught(3.5, 6, cellOf('VGG16'), model)
  expect(errorOf(both.estimate(cellOf('VGG16'), 10), 35)).toBeLessThan(0.1)
  expect(errorOf(both.estimate(cellOf('MobileNetV2'), 10), 70)).toBeLessThan(0.1)
})

test('how long decoding took tells something of training', () => {
  const model = createCostModel()
  model.observe({ kind: 'opening', workers: 2 }, 4, 28)
  const { likely } = model.estimate(cellOf('MobileNetV2'), 10)
  expect(likely).toBeGreaterThan(20)
  expect(likely).toBeLessThan(70)
})

test('what one fold takes beyond reason counts for little', () => {
  const model = taught(1, 10)
  const before = model.estimate(cellOf('MobileNetV2'), 10).likely
  model.observe(cellOf('MobileNetV2'), 10, 8 * 3600)
  expect(model.estimate(cellOf('MobileNetV2'), 10).likely).toBeLessThan(1.15 * before)
})

describe('kept from earlier sessions', () => {
  const kept = taught(7, 50).take()

  test('estimates are good at once, a little less certain than they were', () => {
    const estimate = createCostModel(kept).estimate(cellOf('MobileNetV2'), 10)
    expect(errorOf(estimate, 70)).toBeLessThan(0.1)
    expect(estimate.deviation).toBeGreaterThan(taught(7, 50).estimate(cellOf('MobileNetV2'), 10).deviation)
    expect(estimate.deviation).toBeLessThan(0.25)
  })

  test('a machine that is twice as busy today is noticed soon', () => {
    const model = taught(14, 8, cellOf('MobileNetV2'), createCostModel(kept))
    expect(errorOf(model.estimate(cellOf('MobileNetV2'), 10), 140)).toBeLessThan(0.2)
    expect(errorOf(model.estimate(cellOf('VGG16'), 10), 140)).toBeLessThan(0.6)
  })

  test('what is new is taken once', () => {
    const model = taught(7, 3, cellOf('VGG16'), createCostModel(kept))
    expect(model.take().map(({ cell, tally }) => [cell.backbone, tally.count])).toEqual([['VGG16', 3]])
    expect(model.take()).toEqual([])
    expect(errorOf(model.estimate(cellOf('VGG16'), 10), 70)).toBeLessThan(0.1)
  })
})

test('of eighty intervals in a hundred, eighty hold', () => {
  let within = 0
  const random = createRandom(5)
  for (let machine = 0; machine < 200; machine++) {
    const stream = random.fork(machine)
    const factor = Math.exp(stream.normal())
    const noise = 0.2
    const model = createCostModel()
    for (let i = 0; i < 3; i++)
      model.observe(cellOf('MobileNetV2'), 10, 10 * factor * Math.exp(noise * stream.normal()))
    const next = 10 * factor * Math.exp(noise * stream.normal())
    const estimate = model.estimate(cellOf('MobileNetV2'), 10)
    if (next > estimate.quantile(0.1) && next < estimate.quantile(0.9)) within++
  }
  expect(within / 200).toBeGreaterThan(0.72)
  expect(within / 200).toBeLessThan(0.92)
})

test('a thousand heads cost no time to learn from', () => {
  const model = createCostModel()
  const head: Cell = { kind: 'plainHead', workers: 2, backbone: 'MobileNetV2', batch: 32 }
  const { version } = model
  for (let i = 0; i < 2000; i++) model.observe(head, 0.01, 0.02)
  expect(model.version - version).toBeLessThan(250)
  expect(model.estimate(head, 0.01).likely).toBeCloseTo(0.02, 3)
})
