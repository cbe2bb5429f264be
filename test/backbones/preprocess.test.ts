import { expect, test } from 'vitest'
import type { PreprocessingName } from '../../src/backbones/backbone.ts'
import { preprocess } from '../../src/backbones/preprocess.ts'

/** Two images of one pixel. */
const pixels = new Uint8Array([0, 128, 255, 10, 20, 30])

test.each<[PreprocessingName, number[]]>([
  ['raw', [0, 128, 255, 10, 20, 30]],
  ['unit', [0, 128 / 255, 1, 10 / 255, 20 / 255, 30 / 255]],
  ['tf', [-1, 128 / 127.5 - 1, 1, 10 / 127.5 - 1, 20 / 127.5 - 1, 30 / 127.5 - 1]],
  ['caffe', [255 - 103.939, 128 - 116.779, -123.68, 30 - 103.939, 20 - 116.779, 10 - 123.68]],
  [
    'torch',
    [
      (0 - 0.485) / 0.229,
      (128 / 255 - 0.456) / 0.224,
      (1 - 0.406) / 0.225,
      (10 / 255 - 0.485) / 0.229,
      (20 / 255 - 0.456) / 0.224,
      (30 / 255 - 0.406) / 0.225,
    ],
  ],
])('%s', (name, expected) => {
  const values = preprocess(pixels, 2, 1, name)
  expect(values).toHaveLength(6)
  for (const [i, value] of values.entries()) expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 4)
})

test('too few pixels are no image', () => {
  expect(() => preprocess(pixels, 3, 1, 'raw')).toThrow('6 bytes are not 3 images of 1×1 pixels')
})
