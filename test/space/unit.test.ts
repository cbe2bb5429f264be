import fc from 'fast-check'
import { expect, test } from 'vitest'
import { violation } from '../../src/space/contains.ts'
import { levelAt, levelCount } from '../../src/space/levels.ts'
import type { Parameter } from '../../src/space/parameter.ts'
import { shareOf, unitOf, valueAtUnit } from '../../src/space/unit.ts'

const parameters: Parameter[] = [
  { kind: 'choice', values: ['adam', 'sgd', 'rmsprop'] },
  { kind: 'float', min: 1e-5, max: 0.1, scale: 'log' },
  { kind: 'float', min: -1, max: 1, scale: 'linear' },
  { kind: 'float', min: 0.1, max: 0.75, scale: 'linear', step: 0.2 },
  { kind: 'int', min: 0, max: 6, scale: 'linear' },
  { kind: 'int', min: 1, max: 512, scale: 'log' },
  { kind: 'int', min: 3, max: 3, scale: 'linear' },
]

test('every place in [0, 1) is a value of the parameter, and a value lies where it came from', () => {
  const u = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(fc.constantFrom(...parameters), u, (parameter, at) => {
      const value = valueAtUnit(parameter, at)
      expect(violation(parameter, value)).toBeUndefined()
      const place = unitOf(parameter, value) ?? Number.NaN
      expect(valueAtUnit(parameter, place)).toEqual(value)
      if (parameter.kind === 'float' && parameter.step === undefined) expect(place).toBeCloseTo(at, 4)
    }),
  )
})

test('what a parameter cannot take lies nowhere', () => {
  expect(parameters.slice(0, 2).map(parameter => unitOf(parameter, 'lion'))).toEqual([undefined, undefined])
})

test('the shares of all values fill [0, 1], and each reaches from halfway below to halfway above', () => {
  for (const parameter of parameters) {
    const count = levelCount(parameter)
    if (count === Infinity) continue
    const places = Array.from(
      { length: count },
      (_, i) => unitOf(parameter, levelAt(parameter, i)) ?? Number.NaN,
    )
    const shares = places.map(place => shareOf(parameter, place))
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10)
    for (const [i, place] of places.entries())
      expect(valueAtUnit(parameter, place + 0.3 * (shares[i] ?? 0))).toEqual(levelAt(parameter, i))
  }
  expect(shareOf({ kind: 'float', min: 0, max: 1, scale: 'linear' }, 0.5)).toBe(0)
})
