import { expect, test } from 'vitest'
import { batchWarnings } from '../../src/sweep/batch-warnings.ts'
import { memoryBudget, shareMemory } from '../../src/sweep/memory-budget.ts'
import { createTrainingBytes, likelyBatch } from '../../src/sweep/tape.ts'
import { recipeSchema } from '../../src/trial/recipe.ts'

const gigabyte = 1024 ** 3

test('three quarters of what is free, unless the file says how much', () => {
  expect(memoryBudget({}, 8 * gigabyte).bytes).toBe(6 * gigabyte)
  expect(memoryBudget({ limits: { memoryGB: 2 } }, 8 * gigabyte)).toEqual({
    bytes: 2 * gigabyte,
    free: 8 * gigabyte,
  })
})

const use = { images: gigabyte, activations: gigabyte, workers: 8, isGiven: false }

test.each([
  ['all of them where there is room', 12, {}, 8, undefined],
  ['fewer rather than too little for each', 4, {}, 3, /memory for 3 of 8 workers/],
  ['one at least', 2, {}, 1, /hardly enough for one worker/],
  ['as many as the person wants', 4, { isGiven: true }, 8, /8 workers share 1\.8 GB of memory, enough for 3/],
])('workers: %s', (_, gigabytes, change, workers, warning) => {
  const budget = memoryBudget({ limits: { memoryGB: gigabytes } }, 0)
  const shares = shareMemory(budget, { ...use, ...change })
  expect(shares.workers).toBe(workers)
  if (warning === undefined) {
    expect(shares.warnings).toEqual([])
    expect(2 * gigabyte + shares.workers * shares.workerBytes).toBeLessThan(budget.bytes)
  } else expect(shares.warnings).toEqual([expect.stringMatching(warning)])
})

const deep = recipeSchema.parse({ backbone: 'MobileNetV2', unfreezeDepth: 16, batchSize: 256 })
const bytesOf = createTrainingBytes(224)

test('a batch clearly beyond the memory begins with what is likely to fit, any other is tried whole', () => {
  const images = likelyBatch(deep, bytesOf, 4 * gigabyte) ?? Number.NaN
  expect(images).toBeGreaterThanOrEqual(16)
  expect(images).toBeLessThanOrEqual(64)
  expect(likelyBatch({ ...deep, batchSize: images }, bytesOf, 4 * gigabyte)).toBeUndefined()
  expect(likelyBatch({ ...deep, batchSize: 1.5 * images }, bytesOf, 4 * gigabyte)).toBeUndefined()
  expect(likelyBatch({ ...deep, unfreezeDepth: 0 }, bytesOf, 1)).toBeUndefined()
  expect(likelyBatch(deep, bytesOf, 1)).toBe(1)
})

test('plans warn of batches larger than the images, and than the memory', () => {
  expect(batchWarnings([deep], 224, { train: 256, room: undefined, isDefault: false })).toEqual([])
  expect(batchWarnings([deep], 224, { train: 255, room: undefined, isDefault: false })).toEqual([
    expect.stringMatching(/batchSize reaches 256, but a fold trains on 255 images/),
  ])
  expect(batchWarnings([deep], 224, { train: 999, room: 4 * gigabyte, isDefault: false })).toEqual([
    expect.stringMatching(
      /fine-tuning MobileNetV2 16 deep with batches of 256 needs .* begin with \d+ images/,
    ),
  ])
})

test("a batch size that nobody wrote is nobody's mistake", () => {
  expect(batchWarnings([deep], 224, { train: 9, room: undefined, isDefault: true })).toEqual([])
})

test('what a batch needs is said of the images that there are, and of one of them where not even that is sure', () => {
  const [, few] = batchWarnings([deep], 224, { train: 64, room: gigabyte, isDefault: false })
  expect(few).toMatch(/with batches of 64 needs .* begin with \d+ images at a time$/)
  const [, one] = batchWarnings([deep], 224, { train: 64, room: gigabyte / 10, isDefault: false })
  expect(one).toMatch(/begin with one image at a time, and may fail for want of memory even so$/)
})
