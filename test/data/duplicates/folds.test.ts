import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ImageFile } from '../../../src/data/dataset.ts'
import { treatmentOf } from '../../../src/data/duplicates/apply.ts'
import { duplicateFindings } from '../../../src/data/duplicates/findings.ts'
import { duplicatesSentence, duplicateWarnings } from '../../../src/data/duplicates/words.ts'
import { type FoldOptions, makeFolds } from '../../../src/data/folds.ts'

const options: FoldOptions = { k: 4, stratified: true, grouped: false, seed: 7, holdout: 0 }
const classes = ['a', 'b']

/** Images of two classes, the first `first` of them in class a. */
const images = (first: number, second: number): ImageFile[] =>
  Array.from({ length: first + second }, (_, i) => {
    const label = i < first ? 0 : 1
    return { file: `${classes[label]}/${i}.jpg`, label }
  })

const foldsOf = (of: readonly number[], group: readonly number[]) => new Set(group.map(image => of[image]))

/** Disjoint groups of two or three among the images. */
const groupsAmong = (count: number) =>
  fc
    .shuffledSubarray(
      Array.from({ length: count }, (_, i) => i),
      { minLength: 0, maxLength: count / 2 },
    )
    .map(picked => {
      const groups: number[][] = []
      for (let i = 0; i + 1 < picked.length; ) {
        const size = i % 3 === 0 ? 3 : 2
        const group = picked.slice(i, i + size).sort((x, y) => x - y)
        if (group.length > 1) groups.push(group)
        i += size
      }
      return groups
    })

describe('group', () => {
  test('no group lies in two folds, and folds and classes stay even', () => {
    fc.assert(
      fc.property(
        groupsAmong(60),
        fc.constantFrom(0, 0.2),
        fc.integer({ min: 0, max: 99 }),
        (together, holdout, seed) => {
          const all = images(36, 24)
          const { of, k } = makeFolds(all, classes, { ...options, holdout, seed, together })
          for (const group of together) expect(foldsOf(of, group).size).toBe(1)
          const sizes = Array.from({ length: k }, (_, fold) => of.filter(place => place === fold).length)
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(3)
          for (const label of [0, 1]) {
            const counts = Array.from(
              { length: k },
              (_, fold) => of.filter((place, image) => place === fold && all[image]?.label === label).length,
            )
            expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(3)
            const held = of.filter((place, image) => place === -1 && all[image]?.label === label).length
            expect(held).toBeCloseTo(holdout * (label === 0 ? 36 : 24), -1)
          }
        },
      ),
    )
  })

  test('without duplicates the folds are the ones of before', () => {
    const all = images(20, 20)
    expect(makeFolds(all, classes, { ...options, holdout: 0.2, together: [] })).toEqual(
      makeFolds(all, classes, { ...options, holdout: 0.2 }),
    )
  })

  test('groups of the manifest that share a duplicate become one', () => {
    const all = images(12, 12).map((image, i) => ({ ...image, group: `g${Math.floor(i / 2)}` }))
    const { of } = makeFolds(all, classes, {
      ...options,
      k: 3,
      grouped: true,
      together: [
        [1, 2],
        [3, 23],
      ],
    })
    expect(foldsOf(of, [0, 1, 2, 3, 22, 23]).size).toBe(1)
  })
})

describe('drop', () => {
  const groups = [
    [0, 1, 2],
    [5, 39],
  ]

  test('uses one of each picture, none where labels differ', () => {
    const all = images(20, 20)
    const { leftOut, together } = treatmentOf('drop', { groups, identical: [] }, all, false)
    expect(together).toEqual([])
    expect([...leftOut.keys()]).toEqual([1, 2, 5, 39])
    expect(leftOut.get(1)?.reason).toBe('shows the same picture as a/0.jpg')
    expect(leftOut.get(39)?.reason).toBe('shows the same picture under two labels, as a/5.jpg and b/39.jpg')
    const { of } = makeFolds(all, classes, { ...options, leftOut: new Set(leftOut.keys()) })
    expect([...of.keys()].filter(image => of[image] === -2)).toEqual([1, 2, 5, 39])
  })

  test('a class that has too few left says how many', () => {
    const all = images(5, 20)
    expect(() => makeFolds(all, classes, { ...options, leftOut: new Set([1, 2]) })).toThrow(
      'The class "a" has 3 images, but each of the 4 folds needs one of its own',
    )
  })
})

test('warn and fixed folds change nothing', () => {
  const duplicates = { groups: [[0, 1]], identical: [] }
  for (const [policy, isFixed] of [
    ['warn', false],
    ['none', false],
    ['group', true],
    ['drop', true],
  ] as const) {
    const { together, leftOut } = treatmentOf(policy, duplicates, images(4, 4), isFixed)
    expect([together.length, leftOut.size]).toEqual([0, 0])
  }
})

describe('what is told', () => {
  const all = images(6, 6)
  const duplicates = {
    groups: [
      [0, 1, 6],
      [2, 7],
      [8, 9],
    ],
    identical: [
      [0, 6],
      [8, 9],
    ],
  }

  test('labels that contradict each other, and groups on both sides of a fold', () => {
    const of = [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1]
    const findings = duplicateFindings(duplicates, all, classes, { of, k: 2 })
    expect(findings.conflicts).toEqual({
      identical: [['a/0.jpg', 'b/6.jpg']],
      near: [['a/2.jpg', 'b/7.jpg']],
    })
    expect(findings.straddling).toEqual([['b/8.jpg', 'b/9.jpg']])
    expect(duplicateWarnings(findings, { policy: 'warn', hasFixedFolds: false })).toEqual([
      '1 identical image under different labels: a/0.jpg = b/6.jpg',
      '1 nearly identical image under different labels: a/2.jpg ≈ b/7.jpg',
      '1 group of duplicates on both sides of a fold (data.duplicates: warn), which flatters scores: b/8.jpg ≈ b/9.jpg',
    ])
  })

  test('how many there are and what is done', () => {
    const names = [
      ['a', 'b'],
      ['c', 'd', 'e'],
    ]
    const sentence = (policy: 'group' | 'warn' | 'drop', hasFixedFolds = false) =>
      duplicatesSentence(names, { policy, hasFixedFolds }, 0)
    expect(sentence('group')).toBe('2 groups of duplicates (5 images) kept in one fold each')
    expect(sentence('warn')).toBe('2 groups of duplicates (5 images), not kept together')
    expect(sentence('drop')).toBe(
      '2 groups of duplicates (5 images); one of each is used, none where labels differ',
    )
    expect(sentence('group', true)).toBe(
      '2 groups of duplicates (5 images); the given folds stay as they are',
    )
    expect(duplicatesSentence([], { policy: 'group', hasFixedFolds: false }, 0)).toBe('')
  })

  test('a group that is more than a fold, and a class that folds lack', () => {
    const group = [0, 1, 2, 3]
    const { of } = makeFolds(all, classes, { ...options, k: 4, together: [group] })
    const { uneven } = duplicateFindings({ groups: [group], identical: [] }, all, classes, { of, k: 4 })
    expect(uneven).toEqual([
      "4 duplicates of a/0.jpg are more than a fold's share of 3 images: the folds have 2 to 5",
      '"a" has 6 images, but duplicates kept together leave 1 of 4 folds without one to validate',
    ])
  })
})
