import { describe, expect, test } from 'vitest'
import { type Extent, misfit, ruleOf } from '../../../src/data/picture/rule.ts'

const upTo = (...tops: number[]): Extent[] => tops.map(high => ({ low: 0, high }))
const many = (extent: Extent, count: number) => new Array<Extent>(count).fill(extent)

describe('16 bits', () => {
  test.each<[name: string, extents: Extent[], range: [number, number], by: 'seen' | 'full']>([
    ['photos', upTo(60000, 65535, 41000), [0, 65535], 'full'],
    ['a dark one among them', upTo(60000, 65535, 5000), [0, 65535], 'full'],
    ['12 bits', upTo(3600, 4095, 2200), [0, 4095], 'seen'],
    ['10 bits', upTo(1000, 1023, 300), [0, 1023], 'seen'],
    ['14 bits', upTo(16000, 9000, 5000), [0, 16383], 'seen'],
    ['8 bits', upTo(255, 200, 90), [0, 255], 'seen'],
    [
      '12 bits and one stray',
      [...many({ low: 3, high: 4000 }, 20), { low: 0, high: 60000 }],
      [0, 4095],
      'seen',
    ],
    ['black frames alone', many({ low: 0, high: 0 }, 3), [0, 65535], 'full'],
    ['black frames do not vote', [...many({ low: 7, high: 7 }, 20), ...upTo(4000, 3900)], [0, 4095], 'seen'],
  ])('%s', (_, extents, range, by) => {
    expect(ruleOf('16-bit', extents, [])).toEqual({ by, range })
  })

  test('half of them in another scale: no rule', () => {
    const rule = ruleOf(
      '16-bit',
      [...many({ low: 0, high: 900 }, 10), ...many({ low: 0, high: 60000 }, 10)],
      [],
    )
    expect(rule).toMatchObject({ by: 'none', proposal: [0, 65535] })
  })

  test('the numbers of labels are no brightness', () => {
    expect(ruleOf('16-bit', upTo(5, 7, 4), [0, 1, 2, 7])).toMatchObject({ by: 'none', proposal: [0, 7] })
  })
})

describe('floats', () => {
  test.each<[name: string, extents: Extent[], top: number]>([
    ['0 to 1', upTo(1, 0.8, 0.4), 1],
    ['0 to 1, overshot by resampling', [{ low: -0.03, high: 1.04 }, ...upTo(0.9)], 1],
    ['0 to 255', upTo(255, 180, 90), 255],
  ])('%s', (_, extents, top) => {
    for (const kind of ['32-bit float', '16-bit float'] as const)
      expect(ruleOf(kind, extents, [])).toEqual({ by: 'seen', range: [0, top] })
  })

  test.each<[name: string, extents: Extent[]]>([
    ['about 0', [{ low: -1, high: 1 }]],
    ['all faint', upTo(0.06, 0.05, 0.03)],
    ['a hundred', upTo(3000, 2500)],
    ['brighter than white', upTo(1.5, 1.9, 4)],
  ])('%s: no rule', (_, extents) => {
    expect(ruleOf('32-bit float', extents, [0, 1]).by).toBe('none')
  })
})

test('whole numbers of 32 bits and signed ones have a rule only where they use all of 32 bits', () => {
  expect(ruleOf('32-bit', upTo(4e9, 3e9), [])).toEqual({ by: 'full', range: [0, 2 ** 32 - 1] })
  expect(ruleOf('32-bit', upTo(60000), []).by).toBe('none')
  for (const kind of ['8-bit signed', '16-bit signed', '32-bit signed'] as const)
    expect(ruleOf(kind, upTo(120, 100), []).by).toBe('none')
})

describe('what is proposed where there is no rule', () => {
  const proposal = (kind: Parameters<typeof ruleOf>[0], extent: Extent, values: number[]) => {
    const rule = ruleOf(kind, [extent], values)
    return rule.by === 'none' ? rule.proposal : rule
  }
  const spread = (low: number, high: number) =>
    Array.from({ length: 1001 }, (_, i) => low + (i * (high - low)) / 1000)

  test('nearly all values, outwards to two digits', () => {
    expect(proposal('16-bit signed', { low: -1024, high: 3071 }, spread(-1000, 235))).toEqual([-1000, 300])
    expect(proposal('32-bit float', { low: -1, high: 1 }, spread(-0.994, 0.994))).toEqual([-1, 1])
    expect(proposal('32-bit float', { low: 0, high: 0.06 }, spread(0, 0.0563))).toEqual([0, 0.057])
  })

  test('the bits that whole numbers look like', () => {
    expect(proposal('32-bit signed', { low: 0, high: 57825 }, spread(0, 57825))).toEqual([0, 65535])
    expect(proposal('16-bit signed', { low: 0, high: 30000 }, spread(0, 30000))).toEqual([0, 32767])
    expect(proposal('16-bit signed', { low: 0, high: 3000 }, spread(0, 3000))).toEqual([0, 4095])
  })

  test('without the value that stands for none', () => {
    const values = [...new Array<number>(200).fill(-9999), ...spread(0, 0.9)]
    expect(proposal('32-bit float', { low: -9999, high: 0.9 }, values)).toEqual([0, 0.9])
  })

  test('a single value', () => {
    expect(proposal('32-bit float', { low: 7, high: 7 }, [7, 7])).toEqual([7, 8])
  })
})

test('one image breaks with the range of the others: beyond it, or too dark for it', () => {
  expect(misfit({ low: 0, high: 1 }, [0, 1])).toBeUndefined()
  expect(misfit({ low: 0, high: 225 }, [0, 1])).toBe('outside')
  expect(misfit({ low: -9999, high: 1 }, [0, 1])).toBe('outside')
  expect(misfit({ low: 0, high: 0.9 }, [0, 255])).toBe('dim')
  expect(misfit({ low: 0, high: 4095 }, [0, 65535])).toBe('dim')
  expect(misfit({ low: 0, high: 5000 }, [0, 65535])).toBeUndefined()
  expect(misfit({ low: 0, high: 0 }, [0, 65535])).toBeUndefined()
})
