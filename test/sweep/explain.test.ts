import { expect, test } from 'vitest'
import { z } from 'zod'
import { asWritten } from '../../src/sweep/as-written.ts'
import { findingsOf } from '../../src/sweep/explain.ts'
import { wordsOf } from '../../src/sweep/rules.ts'

const shape = z.strictObject({ rate: z.number(), 'odd-name 1': z.number().optional() })

test('an unknown key is data: what there is, and what was meant', () => {
  const known = ['rate', 'odd-name 1']
  expect(findingsOf(shape, { rte: 1, rate: 1, 'odd-name': 2, zebra: 3 })).toEqual([
    { path: ['rte'], at: 'key', problem: { kind: 'unknownKey', known, meant: ['rate'] } },
    { path: ['odd-name'], at: 'key', problem: { kind: 'unknownKey', known, meant: ['odd-name 1'] } },
    { path: ['zebra'], at: 'key', problem: { kind: 'unknownKey', known, meant: [] } },
  ])
})

test('a key that was misspelt is not missing as well, whatever it is named', () => {
  const named = z.strictObject({ 'odd-name 1': z.number() })
  expect(findingsOf(named, { 'odd-name': 2 }).map(({ problem }) => problem.kind)).toEqual(['unknownKey'])
})

test("a check's own words are not taken for something else", () => {
  const schema = z.strictObject({
    a: z.string().refine(() => false, 'unknown key; did you mean b?'),
    b: z.number(),
  })
  expect(findingsOf(schema, { a: '' }).map(({ problem }) => wordsOf(problem))).toEqual([
    'unknown key; did you mean b?',
    'is missing: must be a number',
  ])
})

test('a part that another schema checks keeps its findings as they are', () => {
  const outer = z.strictObject({ inner: asWritten(shape) })
  expect(findingsOf(outer, { inner: { rte: 1 } })).toMatchObject([
    { path: ['inner', 'rte'], at: 'key', problem: { kind: 'unknownKey', meant: ['rate'] } },
  ])
})

test('a rule of a kind that has no words of ours keeps its own', () => {
  const [finding] = findingsOf(z.number().multipleOf(5), 7)
  expect(finding && wordsOf(finding.problem)).toMatch(/multiple of 5 \(got 7\)$/)
})
