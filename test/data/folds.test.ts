import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/base/errors.ts'
import type { ImageFile } from '../../src/data/dataset.ts'
import { type FoldOptions, makeFolds, splitOf, withoutUnused } from '../../src/data/folds.ts'
import { failure } from './make.ts'

const options: FoldOptions = { k: 3, stratified: true, grouped: false, seed: 7, holdout: 0 }

/** Images by class size, in the order of a data set. */
function imagesOf(sizes: readonly number[], groupOf?: (index: number) => string): ImageFile[] {
  const labels = sizes.flatMap((size, label) => new Array<number>(size).fill(label))
  return labels.map((label, i) => ({
    file: `class${label}/${i}.png`,
    label,
    ...(groupOf ? { group: groupOf(i) } : {}),
  }))
}

const namesOf = (sizes: readonly number[]) => sizes.map((_, label) => `class${label}`)
const fold = (sizes: readonly number[], changed: Partial<FoldOptions> = {}) =>
  makeFolds(imagesOf(sizes), namesOf(sizes), { ...options, ...changed })

/** Counts per fold of the images that pass. */
function sizesOf(
  of: readonly number[],
  k: number,
  passes: (image: number) => boolean = () => true,
): number[] {
  return Array.from({ length: k }, (_, f) => of.filter((place, image) => place === f && passes(image)).length)
}
const spread = (values: readonly number[]) => Math.max(...values) - Math.min(...values)

const kAndSizes = fc
  .integer({ min: 2, max: 6 })
  .chain(k =>
    fc.tuple(fc.constant(k), fc.array(fc.integer({ min: k, max: 40 }), { minLength: 2, maxLength: 5 })),
  )
const seeds = fc.integer({ min: 0, max: 1000 })

describe('stratified', () => {
  test('every image validates once, classes and folds are even, train and validation never meet', () => {
    fc.assert(
      fc.property(kAndSizes, seeds, ([k, sizes], seed) => {
        const images = imagesOf(sizes)
        const folds = makeFolds(images, namesOf(sizes), { ...options, k, seed })
        const splits = Array.from({ length: k }, (_, f) => splitOf(folds, f))
        const validated = splits.flatMap(({ validation }) => [...validation]).sort((a, b) => a - b)
        expect(validated).toEqual([...images.keys()])
        for (const { train, validation } of splits) {
          expect(new Set([...train, ...validation]).size).toBe(images.length)
          expect(train.length + validation.length).toBe(images.length)
        }
        expect(spread(sizesOf(folds.of, k))).toBeLessThanOrEqual(1)
        for (const label of sizes.keys())
          expect(spread(sizesOf(folds.of, k, image => images[image]?.label === label))).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('the same seed gives the same folds, another seed others', () => {
    fc.assert(
      fc.property(kAndSizes, seeds, ([k, sizes], seed) => {
        expect(fold(sizes, { k, seed })).toEqual(fold(sizes, { k, seed }))
      }),
    )
    expect(fold([30, 30]).of).not.toEqual(fold([30, 30], { seed: 8 }).of)
    expect(fold([30, 30]).hash).not.toBe(fold([30, 30], { seed: 8 }).hash)
  })

  test('the hash knows the files', () => {
    const images = imagesOf([6, 6])
    const renamed = images.map((image, i) => (i === 0 ? { ...image, file: 'class0/other.png' } : image))
    const [a, b] = [images, renamed].map(list => makeFolds(list, ['class0', 'class1'], options))
    expect(a?.of).toEqual(b?.of)
    expect(a?.hash).not.toBe(b?.hash)
  })
})

describe('not stratified', () => {
  test('the folds are even, classes as they fall', () => {
    const folds = fold([20, 60], { k: 4, stratified: false })
    expect(sizesOf(folds.of, 4)).toEqual([20, 20, 20, 20])
    expect(sizesOf(folds.of, 4, image => image < 20)).not.toEqual([5, 5, 5, 5])
  })
})

describe('a repeat', () => {
  test('is another split of the same images by the same rule; the holdout stays', () => {
    fc.assert(
      fc.property(kAndSizes, seeds, fc.constantFrom(0, 0.2), ([k, sizes], seed, holdout) => {
        const big = sizes.map(size => 2 * size)
        const [first, second, third] = [0, 1, 2].map(repeat => fold(big, { k, seed, holdout, repeat }))
        const held = (folds: typeof first) => folds?.of.map(place => place === -1)
        expect(held(second)).toEqual(held(first))
        expect(fold(big, { k, seed, holdout })).toEqual(first)
        for (const folds of [second, third])
          expect(spread(sizesOf(folds?.of ?? [], k))).toBeLessThanOrEqual(1)
      }),
      { examples: [[[3, [30, 30]], 7, 0.2]] },
    )
  })

  test('differs from the others', () => {
    const tables = [0, 1, 2].map(repeat => fold([30, 30], { repeat }).of.join())
    expect(new Set(tables).size).toBe(3)
  })

  test('keeps groups on one side', () => {
    const images = imagesOf([30, 30], index => `g${index % 20}`)
    const made = makeFolds(images, ['class0', 'class1'], { ...options, grouped: true, repeat: 1 })
    for (let group = 0; group < 20; group++)
      expect(new Set(made.of.filter((_, image) => images[image]?.group === `g${group}`)).size).toBe(1)
  })
})

describe('holdout', () => {
  test('takes its share of every class and never meets a fold', () => {
    const folds = fold([40, 100], { holdout: 0.15 })
    const held = [...folds.of.keys()].filter(image => folds.of[image] === -1)
    expect(held.filter(image => image < 40)).toHaveLength(6)
    expect(held.filter(image => image >= 40)).toHaveLength(15)
    for (const f of [0, 1, 2]) {
      const { train, validation } = splitOf(folds, f)
      expect([...train, ...validation].filter(image => held.includes(image))).toEqual([])
    }
    const refit = splitOf(folds, -1)
    expect(refit.validation).toEqual(held)
    expect(refit.train).toHaveLength(119)
  })

  test('a small class gives one image if it can spare it', () => {
    expect(
      fold([4, 50], { holdout: 0.1 })
        .of.slice(0, 4)
        .filter(place => place === -1),
    ).toHaveLength(1)
    expect(fold([3, 50], { holdout: 0.1 }).of.slice(0, 3)).not.toContain(-1)
  })

  test('an error says what the holdout took', async () => {
    const error = await failure(() => fold([4, 50], { k: 4, holdout: 0.3 }))
    expect(error.message).toContain('"class0" has 4 images, 3 outside the holdout')
    expect(error.next).toContain('lower data.holdout')
  })
})

describe('grouped', () => {
  const grouped = { ...options, grouped: true }

  test('a group is never on both sides, and every image validates once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 8 })), {
          minLength: 12,
          maxLength: 40,
        }),
        seeds,
        fc.constantFrom(0, 0.2),
        (groups, seed, holdout) => {
          const images = groups.flatMap(([label, size], g) =>
            Array.from({ length: size }, (_, i) => ({ file: `${g}-${i}`, label, group: `g${g}` })),
          )
          const folds = tryFolds(() =>
            makeFolds(images, ['a', 'b', 'c'], { ...grouped, seed, holdout, k: 3 }),
          )
          if (folds === undefined) return
          const places = new Map<string, Set<number>>()
          for (const [i, { group }] of images.entries())
            places.set(group, (places.get(group) ?? new Set()).add(folds.of[i] ?? -9))
          expect([...places.values()].filter(place => place.size !== 1)).toEqual([])
          expect(folds.of.every(place => place >= (holdout > 0 ? -1 : 0) && place < 3)).toBe(true)
        },
      ),
    )
  })

  test('classes stay even when groups allow it', () => {
    // 30 groups of 4 images, each of one class; two classes at 1 : 2.
    const images = imagesOf([40, 80], i => `g${Math.floor(i / 4)}`)
    const { of } = makeFolds(images, ['class0', 'class1'], { ...grouped, k: 5 })
    expect(sizesOf(of, 5, image => image < 40)).toEqual([8, 8, 8, 8, 8])
    expect(sizesOf(of, 5, image => image >= 40)).toEqual([16, 16, 16, 16, 16])
  })

  test('mixed groups of uneven size still come out nearly even', () => {
    const images = imagesOf([60, 60], i => `g${((i * 7) % 60) % 17}`)
    const { of } = makeFolds(images, ['class0', 'class1'], { ...grouped, k: 4 })
    for (const label of [0, 1])
      expect(spread(sizesOf(of, 4, image => images[image]?.label === label))).toBeLessThanOrEqual(5)
  })

  test('the holdout takes whole groups and about its share', () => {
    const images = imagesOf([60, 60], i => `g${Math.floor(i / 3)}`)
    const { of } = makeFolds(images, ['class0', 'class1'], { ...grouped, holdout: 0.2 })
    const held = of.filter(place => place === -1).length
    expect(held).toBeGreaterThanOrEqual(18)
    expect(held).toBeLessThanOrEqual(30)
    for (let i = 0; i < 120; i += 3) expect(new Set(of.slice(i, i + 3)).size).toBe(1)
  })

  test('an image without a group stands alone', () => {
    const images = imagesOf([9, 9]).map((image, i) => (i < 4 ? { ...image, group: 'same' } : image))
    const { of } = makeFolds(images, ['class0', 'class1'], grouped)
    expect(new Set(of.slice(0, 4)).size).toBe(1)
    expect(new Set(of)).toEqual(new Set([0, 1, 2]))
  })

  test('a class in one group is an error, for its fold would train without it', async () => {
    const images = imagesOf([6, 30], i => (i < 6 ? 'only' : `g${i}`))
    const error = await failure(() => makeFolds(images, ['rare', 'common'], grouped))
    expect(error.message).toContain('All images of the class "rare" lie in fold')
  })
})

describe('fixed', () => {
  test('folds come from the list; what is not listed is unused', () => {
    const images = imagesOf([3, 3])
    const assigned = { 'class0/0.png': 0, 'class0/1.png': 1, 'class1/3.png': 1, 'class1/5.png': 0 }
    const folds = makeFolds(images, ['class0', 'class1'], { ...options, k: 99, assigned })
    expect(folds.k).toBe(2)
    expect(folds.of).toEqual([0, 1, -2, 1, -2, 0])
    expect(splitOf(folds, 0)).toEqual({ train: [1, 3], validation: [0, 5] })
    const dataset = {
      root: '/',
      kind: 'folders' as const,
      classes: ['class0', 'class1'],
      images,
      skipped: [],
    }
    const used = withoutUnused(dataset, folds)
    expect(used.images.map(({ file }) => file)).toEqual(Object.keys(assigned))
    expect(makeFolds(used.images, used.classes, { ...options, assigned }).of).toEqual(Object.values(assigned))
  })

  test('a holdout beside them is refused', async () => {
    const error = await failure(() => fold([3, 3], { assigned: { 'class0/0.png': 0 }, holdout: 0.1 }))
    expect(error.next).toContain('data.holdout to 0')
  })

  test('more than ten thousand are refused, as no journal may tell of so many', async () => {
    const assigned = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`class0/${i}.png`, i]))
    const error = await failure(() => fold([10_001], { assigned }))
    expect(error.message).toContain('go up to 10000, but there can be at most 10000 folds')
  })
})

test.each([0, 1, 2.5])('k = %s is refused', async k => {
  expect((await failure(() => fold([9, 9], { k }))).message).toContain('at least 2 folds')
})

/** Uneven random groups may admit no folds; then the answer must be an error for people. */
function tryFolds<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

test('images that are given as test are the holdout, and the others make the folds', () => {
  const given = Array.from(
    { length: 40 },
    (_, i): ImageFile => ({
      file: `${i}.jpg`,
      label: i % 2,
      ...(i < 10 ? { test: true } : {}),
    }),
  )
  const { of } = makeFolds(given, ['a', 'b'], { k: 3, stratified: true, grouped: false, seed: 1, holdout: 0 })
  expect(of.slice(0, 10)).toEqual(new Array(10).fill(-1))
  for (const fold of [0, 1, 2]) expect(of.filter(place => place === fold)).toHaveLength(10)
})
