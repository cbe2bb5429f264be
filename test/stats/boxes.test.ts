import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nonDominatedBoxes } from '../../src/stats/boxes.ts'
import { contribution } from '../../src/stats/hypervolume.ts'
import type { Losses } from '../../src/stats/pareto.ts'

const side = 6

/** What a point dominates of a box. */
const covered = (point: Losses, lower: Losses, upper: Losses) =>
  point.reduce((volume, loss, i) => volume * Math.max(0, upper[i]! - Math.max(loss, lower[i]!)), 1)

test.each([1, 2, 3, 4])('a point adds what it dominates of the boxes, of %i objectives', objectives => {
  const reference = Array.from({ length: objectives }, () => side)
  const point = fc.array(fc.integer({ min: 0, max: side }), { minLength: objectives, maxLength: objectives })
  fc.assert(
    fc.property(fc.array(point, { maxLength: 8 }), point, (front, added) => {
      const boxes = nonDominatedBoxes(front, reference)
      const sum = boxes.reduce((total, { lower, upper }) => total + covered(added, lower, upper), 0)
      expect(sum).toBeCloseTo(contribution(added, front, reference), 8)
    }),
    { numRuns: 100 },
  )
})
