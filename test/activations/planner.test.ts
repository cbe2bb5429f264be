import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Place } from '../../src/activations/choice.ts'
import { type Budgets, type CutNeed, choosePlaces, secondsOf } from '../../src/activations/planner.ts'

const places: readonly Place[] = ['memory', 'disk', 'none']

const bytesAt = (needs: readonly CutNeed[], chosen: readonly Place[], place: Place) =>
  needs.reduce((sum, { bytes }, i) => sum + (chosen[i] === place ? bytes : 0), 0)

const fits = (needs: readonly CutNeed[], chosen: readonly Place[], { memoryBytes, diskBytes }: Budgets) =>
  bytesAt(needs, chosen, 'memory') <= memoryBytes && bytesAt(needs, chosen, 'disk') <= diskBytes

function everyChoice(count: number): Place[][] {
  if (count === 0) return [[]]
  return everyChoice(count - 1).flatMap(rest => places.map(place => [...rest, place]))
}

const need = fc.record({
  bytes: fc.integer({ min: 1e6, max: 1e9 }),
  passSeconds: fc.double({ min: 0.1, max: 100, noNaN: true }),
  passes: fc.double({ min: 0, max: 500, noNaN: true }),
  chance: fc.double({ min: 0, max: 1, noNaN: true }),
})
const budget = fc.integer({ min: 0, max: 2e9 })

test('nothing that fits costs less: every choice was tried', () => {
  fc.assert(
    fc.property(fc.array(need, { maxLength: 6 }), budget, budget, (needs, memoryBytes, diskBytes) => {
      const budgets = { memoryBytes, diskBytes }
      const chosen = choosePlaces(needs, budgets)
      const allowed = everyChoice(needs.length).filter(choice => fits(needs, choice, budgets))
      const least = Math.min(...allowed.map(choice => secondsOf(needs, choice)))
      expect(fits(needs, chosen, budgets)).toBe(true)
      expect(secondsOf(needs, chosen)).toBeCloseTo(least, 6)
    }),
    { numRuns: 60, seed: 1 },
  )
})

test('forty cuts with tight budgets are placed in a moment, within the budgets', () => {
  const needs = Array.from(
    { length: 40 },
    (_, i): CutNeed => ({
      bytes: 1e8 + ((i * 7919) % 97) * 1e6,
      passSeconds: 5 + ((i * 31) % 11),
      passes: 10 + ((i * 17) % 23),
      chance: 1,
    }),
  )
  const budgets = { memoryBytes: 1.5e9, diskBytes: 1.1e9 }
  const before = performance.now()
  const chosen = choosePlaces(needs, budgets)
  expect(performance.now() - before).toBeLessThan(2000)
  expect(fits(needs, chosen, budgets)).toBe(true)
  expect(chosen.filter(place => place !== 'none').length).toBeGreaterThan(10)
})

test('what nobody will read again is not kept', () => {
  const once = { bytes: 1e9, passSeconds: 0.1, passes: 1, chance: 1 }
  expect(choosePlaces([once], { memoryBytes: 1e10, diskBytes: 1e10 })).toEqual(['none'])
})
