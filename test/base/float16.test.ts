import fc from 'fast-check'
import { expect, test } from 'vitest'
import { float16Of } from '../../src/base/float16.ts'

test('known numbers', () => {
  const known: [number, number][] = [
    [0, 0],
    [1, 0x3c00],
    [-2, 0xc000],
    [0.1, 0x2e66],
    [65504, 0x7bff],
    [65519.9, 0x7bff],
    [65520, 0x7c00],
    [-1e9, 0xfc00],
    [2 ** -24, 1],
    [2 ** -14, 0x0400],
    [2 ** -14 - 2 ** -24, 0x03ff],
    [2 ** -25, 0],
    [2049, 0x6800],
    [2051, 0x6802],
    [2047.9999, 0x6800],
    [Number.NaN, 0x7e00],
  ]
  expect(known.map(([value]) => float16Of(value))).toEqual(known.map(([, bits]) => bits))
})

test('no half-precision number is nearer', () => {
  fc.assert(
    fc.property(fc.double({ min: -65519, max: 65519, noNaN: true }), value => {
      const bits = float16Of(value)
      const distance = Math.abs(decode(bits) - value)
      for (const other of [bits - 1, bits + 1])
        if ((other & 0x7fff) < 0x7c00 && (other & 0x8000) === (bits & 0x8000))
          expect(Math.abs(decode(other) - value)).toBeGreaterThanOrEqual(distance)
    }),
  )
})

function decode(bits: number): number {
  const [exponent, mantissa] = [(bits >> 10) & 31, bits & 1023]
  const size = exponent === 0 ? mantissa * 2 ** -24 : (1 + mantissa / 1024) * 2 ** (exponent - 15)
  return bits & 0x8000 ? -size : size
}
