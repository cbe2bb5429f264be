import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contribution, hypervolume } from '../../src/stats/hypervolume.ts'
import { kneeOf } from '../../src/stats/knee.ts'
import { crowdingDistances, dominates, frontOf, nonDominatedRanks } from '../../src/stats/pareto.ts'

const side = 6
/** Points on a coarse grid, so that ties and copies are common. */
const pointsOf = (objectives: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: side }), { minLength: objectives, maxLength: objectives }), {
    maxLength: 12,
  })
const somePoints = fc.integer({ min: 1, max: 4 }).chain(pointsOf)

describe('fronts', () => {
  test('a rank is one more than the highest of those that dominate', () => {
    fc.assert(
      fc.property(somePoints, points => {
        const ranks = nonDominatedRanks(points)
        const wanted = (point: number[]): number =>
          Math.max(-1, ...points.filter(other => dominates(other, point)).map(wanted)) + 1
        expect(ranks).toEqual(points.map(wanted))
      }),
      { numRuns: 200 },
    )
  })

  test('the front has whatever nothing dominates', () => {
    fc.assert(
      fc.property(somePoints, points => {
        const wanted = points.flatMap((point, i) =>
          points.some(other => dominates(other, point)) ? [] : [i],
        )
        expect(frontOf(points)).toEqual(wanted)
      }),
    )
  })

  test('equals share the front; Infinity is dominated', () => {
    expect(
      nonDominatedRanks([
        [1, 2],
        [1, 2],
        [Infinity, 2],
        [0, 3],
      ]),
    ).toEqual([0, 0, 1, 0])
  })

  test('crowding as in the paper: neighbours in shares of the range, the ends without bound', () => {
    const distances = crowdingDistances([
      [0, 10],
      [1, 6],
      [4, 4],
      [10, 0],
    ])
    expect(distances[0]).toBe(Infinity)
    expect(distances[1]).toBeCloseTo(4 / 10 + 6 / 10)
    expect(distances[2]).toBeCloseTo(9 / 10 + 6 / 10)
    expect(distances[3]).toBe(Infinity)
    expect(crowdingDistances([])).toEqual([])
  })
})

/** Unit cells below the reference that some point dominates. */
function cells(points: readonly number[][], objectives: number): number {
  let count = 0
  for (let cell = 0; cell < side ** objectives; cell++) {
    const corner = Array.from({ length: objectives }, (_, i) => Math.floor(cell / side ** i) % side)
    if (points.some(point => point.every((loss, i) => loss <= corner[i]!))) count++
  }
  return count
}

describe('hypervolume', () => {
  test.each([1, 2, 3, 4, 5])('counts the cells that are dominated, of %i objectives', objectives => {
    const reference = Array.from({ length: objectives }, () => side)
    fc.assert(
      fc.property(pointsOf(objectives), points => {
        expect(hypervolume(points, reference)).toBeCloseTo(cells(points, objectives), 8)
      }),
      { numRuns: 60 },
    )
  })

  test.each([2, 3, 4])('a contribution is what is lost without the point, of %i objectives', objectives => {
    const reference = Array.from({ length: objectives }, () => side)
    fc.assert(
      fc.property(pointsOf(objectives), points => {
        for (const [i, point] of points.entries()) {
          const others = points.filter((_, j) => j !== i)
          const lost = hypervolume(points, reference) - hypervolume(others, reference)
          expect(contribution(point, others, reference)).toBeCloseTo(lost, 8)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('a sphere octant is filled as its front grows', () => {
    const front = Array.from({ length: 400 }, (_, i) => {
      const angle = ((i + 0.5) / 400) * (Math.PI / 2)
      return [1 - Math.cos(angle), 1 - Math.sin(angle)]
    })
    expect(hypervolume(front, [1, 1])).toBeCloseTo(Math.PI / 4, 2)
  })
})

describe('knee', () => {
  test('where a curve bends most, whatever the units', () => {
    const bent = [
      [0, 100],
      [1, 30],
      [2, 10],
      [5, 6],
      [10, 0],
    ]
    expect(kneeOf(bent)).toBe(2)
    expect(kneeOf(bent.map(([x, y]) => [x! * 1e6, y! / 1000]))).toBe(2)
  })

  test('of a straight front, of one that bulges and of two points: none', () => {
    expect(
      kneeOf([
        [0, 2],
        [1, 1],
        [2, 0],
      ]),
    ).toBeUndefined()
    expect(
      kneeOf([
        [0, 10],
        [9, 9],
        [10, 0],
      ]),
    ).toBeUndefined()
    expect(
      kneeOf([
        [0, 1],
        [1, 0],
      ]),
    ).toBeUndefined()
    expect(kneeOf([])).toBeUndefined()
  })

  test('of three objectives, also where one point is the best in two of them', () => {
    expect(
      kneeOf([
        [0, 1, 1],
        [1, 0, 1],
        [1, 1, 0],
        [0.2, 0.2, 0.2],
        [0.4, 0.1, 0.6],
      ]),
    ).toBe(3)
    expect(
      kneeOf([
        [0, 10, 20],
        [10, 0, 0],
        [2, 2, 3],
        [6, 1, 2],
      ]),
    ).toBe(2)
  })
})
