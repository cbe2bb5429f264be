import { expect, test } from 'vitest'
import { type Expected, type Seen, whyOverdue } from '../../src/coordinator/supervision/overdue.ts'
import type { Estimate } from '../../src/cost-model/cost-model.ts'

/** Never longer than a quarter more than is likely: the limit is 3.75 times that. */
const surely = (likely: number): Estimate => ({
  likely,
  mean: likely,
  deviation: 0.1,
  quantile: () => 1.25 * likely,
})
const expected: Expected = { fold: surely(2000), head: surely(40), fineTune: surely(200) }
const young: Seen = {
  hasBegun: true,
  isCold: false,
  age: 100,
  quiet: 10,
  epoch: 2,
  stage: 'fineTune',
  longestEpoch: 0,
}
const why = (seen: Partial<Seen>, minutes?: number) =>
  whyOverdue({ ...young, ...seen }, minutes, () => expected)

test.each<[string, Partial<Seen>, RegExp | undefined]>([
  ['an epoch within its limit', { age: 900, quiet: 749 }, undefined],
  [
    'one beyond it',
    { age: 900, quiet: 751 },
    /^epoch 3 did not come within 12m 30s; it was expected after 3m 20s$/,
  ],
  ['as slow as the fold was before', { age: 4000, quiet: 800, longestEpoch: 400 }, undefined],
  [
    'and slower',
    { age: 4000, quiet: 1201, longestEpoch: 400 },
    /within 20m 00s; it was expected after 6m 40s/,
  ],
  [
    'the first of fine-tuning, after epochs of the head',
    { age: 900, quiet: 700, stage: 'head', longestEpoch: 1 },
    undefined,
  ],
  ['a fold within its limit, with epochs', { age: 7499, quiet: 10 }, undefined],
  [
    'one beyond it',
    { age: 7501, quiet: 10 },
    /^it was not done within 2h 05m; it was expected to take 33m 20s$/,
  ],
  ['one that waits while things move', { hasBegun: false, age: 9999, quiet: 1100 }, undefined],
  ['and while nothing does', { hasBegun: false, quiet: 1201 }, /^nothing moved for 20m 01s/],
])('%s', (_, seen, words) => {
  if (words === undefined) expect(why(seen)).toBeUndefined()
  else expect(why(seen)).toMatch(words)
})

test('the minutes of the file count, and nothing else', () => {
  expect(why({ age: 1799, quiet: 1799 }, 30)).toBeUndefined()
  expect(why({ age: 1801, quiet: 1 }, 30)).toContain('limits.foldMinutes')
})

test('a new process may compile for ten minutes', () => {
  const quick: Expected = { fold: surely(1), head: surely(0.1), fineTune: surely(0.1) }
  const of = (quiet: number, isCold: boolean) =>
    whyOverdue({ ...young, age: quiet, quiet, isCold, epoch: 0 }, undefined, () => quick)
  expect([of(119, false), of(599, true)]).toEqual([undefined, undefined])
  expect(of(121, false)).toContain('epoch 1')
  expect(of(601, true)).toContain('epoch 1')
})

test('where nothing is known, nothing is overdue', () => {
  expect(whyOverdue({ ...young, age: 1e6, quiet: 1e6 }, undefined, () => undefined)).toBeUndefined()
})
