import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Curve,
  emptyCurve,
  headEpochsOf,
  lastEpochOf,
  reportsOf,
  rowsOf,
  seriesOf,
  trimmed,
  withReport,
} from '../../src/trial/curve.ts'
import type { Report } from '../../src/trial/job.ts'

const place = { trial: 3, fold: 1 }
const value = fc.oneof(fc.double({ min: -1, max: 9 }), fc.constantFrom(Number.NaN, Infinity))
const report: fc.Arbitrary<Report> = fc.record({
  trial: fc.constant(place.trial),
  fold: fc.constant(place.fold),
  epoch: fc.nat(100),
  epochs: fc.constant(100),
  stage: fc.constantFrom('head' as const, 'fineTune' as const),
  trainLoss: value,
  metrics: fc.record({ accuracy: value, balancedAccuracy: value, macroF1: value, logLoss: value }),
  seconds: fc.double({ min: 0, max: 99, noNaN: true }),
})
const reports = fc.array(report, { maxLength: 40, size: 'max' })
const curveOf = (all: readonly Report[], from: Curve = emptyCurve) => all.reduce(withReport, from)

test('gives back the reports that were put in, also when it is trimmed on the way', () => {
  fc.assert(
    fc.property(reports, reports, (before, after) => {
      const all = [...before, ...after]
      expect(reportsOf(curveOf(all), place)).toEqual(all)
      expect(reportsOf(curveOf(after, trimmed(curveOf(before))), place)).toEqual(all)
      expect(reportsOf(trimmed(curveOf(all)), place)).toEqual(all)
    }),
  )
})

test('single columns are those of the reports', () => {
  fc.assert(
    fc.property(reports, all => {
      const curve = curveOf(all)
      const firstFine = all.findIndex(({ stage }) => stage === 'fineTune')
      expect(curve.length).toBe(all.length)
      expect(seriesOf(curve, 'macroF1')).toEqual(all.map(({ metrics }) => metrics.macroF1))
      expect(lastEpochOf(curve)).toBe(all.at(-1)?.epoch ?? 0)
      expect(headEpochsOf(curve)).toBe(firstFine === -1 ? all.length : firstFine)
    }),
  )
})

test('a curve that has grown leaves the one it grew from as it was', () => {
  fc.assert(
    fc.property(reports, all => {
      const grown = all.map((_, i) => curveOf(all.slice(0, i)))
      let longest = emptyCurve
      const shorter = all.map(one => {
        const before = longest
        longest = withReport(longest, one)
        return before
      })
      expect(shorter.map(curve => reportsOf(curve, place))).toEqual(
        grown.map(curve => reportsOf(curve, place)),
      )
    }),
  )
})

test('two that grow from the same one do not touch each other', () => {
  fc.assert(
    fc.property(reports, reports, reports, (common, one, other) => {
      const start = curveOf(common)
      let [a, b] = [start, start]
      for (let i = 0; i < Math.max(one.length, other.length); i++) {
        if (one[i] !== undefined) a = withReport(a, one[i]!)
        if (other[i] !== undefined) b = withReport(b, other[i]!)
      }
      expect(reportsOf(start, place)).toEqual(common)
      expect(reportsOf(a, place)).toEqual([...common, ...one])
      expect(reportsOf(b, place)).toEqual([...common, ...other])
    }),
  )
})

test('a trimmed curve has no room to spare', () => {
  fc.assert(
    fc.property(report, fc.nat(300), (one, length) => {
      const curve = trimmed(curveOf(Array.from({ length }, () => one)))
      expect(curve.rows.length).toBe(length * 8)
      expect(rowsOf(curve)).toEqual(curve.rows)
    }),
  )
})
