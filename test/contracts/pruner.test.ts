import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import { createPruner, type PrunerOptions, prunerSchema, pruners } from '../../src/pruners/index.ts'
import type { Curves, Pruner, Verdict } from '../../src/pruners/pruner.ts'
import type { Place } from '../../src/trial/trial.ts'
import { curvesWith, peersOf as peersWithoutSplit } from '../pruners/peers.ts'

/** What has no default. */
const needed: Partial<Record<string, object>> = { threshold: { score: 5 } }
const all: PrunerOptions[] = pruners.map(({ type }) => prunerSchema.parse({ type, ...needed[type] }))

const random = createRandom('curves')
const [folds, epochs] = [5, 24]
const curve = (level: number) =>
  Array.from({ length: epochs }, (_, i) => level + Math.max(0, 0.3 - i / 10) + random.next() / 50)
const trial = (number: number, level: number, finished = true): Curves =>
  curvesWith(
    number,
    Array.from({ length: folds }, () => curve(level)),
    finished,
  )
const others = Array.from({ length: 8 }, (_, i) => trial(i, i / 10))
const peersOf = (known: readonly Curves[]) => ({
  ...peersWithoutSplit(known),
  split: { k: folds, images: undefined },
})
const peers = peersOf(others)

/** A trial as it is at each place of its way. */
function* wayOf({ trial: number, folds: curves }: Curves): Generator<[Curves, Place]> {
  for (const [fold, losses] of curves.entries()) {
    const before = curves.slice(0, fold)
    const seen = (length: number, done: number): Curves => ({
      trial: number,
      folds: [...before, losses.slice(0, length)],
      scores: curves.slice(0, fold + 1).map((all, i) => (i < done ? all.at(-1) : undefined)),
      finished: false,
    })
    for (let epoch = 1; epoch <= losses.length; epoch++) yield [seen(epoch, fold), { fold, epoch }]
    if (fold < curves.length - 1) yield [seen(losses.length, fold + 1), { fold, epoch: 'end' }]
  }
}

type Judged = readonly [verdict: Verdict, place: Place]

/** Where the trial is stopped, or its last verdict. */
function judged(pruner: Pruner, whole: Curves, known = peers): Judged {
  let last: Judged = [{ action: 'go on' }, { fold: 0, epoch: 0 }]
  for (const [seen, place] of wayOf(whole)) {
    last = [pruner(seen, known, place), place]
    if (last[0].action !== 'go on') break
  }
  return last
}

describe.each(all.map(options => [options.type, options] as const))('%s', (_, options) => {
  const pruner = createPruner(options)

  test('lets the first trial of a sweep go on, unless it is told what a trial must reach', () => {
    expect(judged(pruner, trial(0, 3), peersOf([]))[0]).toEqual({ action: 'go on' })
  })

  test('lets the best trial go on', () => {
    expect(judged(pruner, trial(9, -1))[0]).toEqual({ action: 'go on' })
  })

  test('stops a bad one, with a reason in words and numbers that says where', () => {
    const [verdict, { fold, epoch }] = judged(pruner, trial(9, 9))
    if (options.type === 'none') return expect(verdict).toEqual({ action: 'go on' })
    if (verdict.action === 'go on') throw new Error('it was not stopped')
    expect(verdict.reason).toMatch(/\b9\.\d+/)
    expect(verdict.reason).toContain(
      epoch === 'end' ? `after fold ${fold + 1}` : `at fold ${fold + 1}, epoch ${epoch}`,
    )
  })

  test('shows scores as people know them', () => {
    const shown = createPruner(options, { metric: 'accuracy', goal: 'maximize' })
    const bad = options.type === 'threshold' ? trial(9, 9) : trial(9, 0.9)
    const [verdict] = judged(shown, bad)
    if (verdict.action !== 'go on') expect(verdict.reason).toMatch(/accuracy -\d/)
  })

  test('is pure: asked again, the same answer, whatever the order of the peers', () => {
    const losing = trial(9, 9)
    const verdict = judged(pruner, losing)
    expect(judged(pruner, losing)).toEqual(verdict)
    expect(judged(pruner, losing, peersOf([...others].reverse()))).toEqual(verdict)
  })

  test.skipIf(options.type === 'median')('says nothing of a head before fine-tuning begins', () => {
    const losing = trial(9, 9)
    for (const [seen, place] of wayOf(losing))
      if (place.epoch !== 'end' && place.fold === 0) {
        const headEpochs = seen.folds.map(({ length }) => length)
        expect(pruner({ ...seen, headEpochs }, peers, place)).toEqual({ action: 'go on' })
      }
  })

  test('stands curves that are empty, short or not numbers', () => {
    const odd: Curves[] = [
      curvesWith(20, [], true),
      curvesWith(21, [[], []], true),
      curvesWith(22, [[Number.NaN, Infinity], []], false),
      curvesWith(23, [[Number.NaN, Number.NaN], [Infinity]], true),
    ]
    for (const one of odd)
      for (const place of [
        { fold: 0, epoch: 2 },
        { fold: 0, epoch: 'end' as const },
      ])
        expect(['go on', 'stop', 'pause']).toContain(pruner(one, peersOf([...others, ...odd]), place).action)
  })
})
