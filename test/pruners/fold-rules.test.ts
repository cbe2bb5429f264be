import { describe, expect, test } from 'vitest'
import { createPruner, type PrunerOptions } from '../../src/pruners/index.ts'
import type { Curves } from '../../src/pruners/pruner.ts'
import { peersOf } from './peers.ts'

const shown = { metric: 'accuracy', goal: 'maximize' } as const

/** By the accuracies of its folds. */
const withScores = (trial: number, accuracies: readonly number[], finished: boolean): Curves => ({
  trial,
  folds: accuracies.map(accuracy => [-accuracy]),
  scores: accuracies.map(accuracy => -accuracy),
  finished,
})
const finished = (trial: number, ...accuracies: number[]) => withScores(trial, accuracies, true)
const verdictOn = (options: PrunerOptions, accuracies: readonly number[], peers: readonly Curves[]) =>
  createPruner(options, shown)(withScores(9, accuracies, false), peersOf(peers), {
    fold: accuracies.length - 1,
    epoch: 'end',
  })
const goOn = { action: 'go on' }

describe('wilcoxon', () => {
  const wilcoxon = { type: 'wilcoxon', level: 0.1, startupFolds: 2 } as const
  const best = finished(2, 0.9, 0.8, 0.85, 0.87, 0.9)

  test('worse than the best on each of four folds, one of 16 choices of signs: stopped', () => {
    expect(verdictOn(wilcoxon, [0.8, 0.75, 0.8, 0.85], [finished(1, 0.5, 0.5, 0.5, 0.5, 0.5), best])).toEqual(
      {
        action: 'stop',
        reason: 'accuracy 0.800 below 0.855 of trial 2 on the same 4 folds, p = 0.063, after fold 4',
      },
    )
  })

  test('on three folds 1/8 is not rare enough; nor is one gain in four, 2/16', () => {
    expect(verdictOn(wilcoxon, [0.1, 0.1, 0.1], [best])).toEqual(goOn)
    expect(verdictOn(wilcoxon, [0.8, 0.7, 0.7, 0.881], [best])).toEqual(goOn)
  })

  test('not before the startup folds, and not before a trial has finished', () => {
    const four = [0.8, 0.7, 0.7, 0.7]
    expect(verdictOn({ ...wilcoxon, startupFolds: 5 }, four, [best])).toEqual(goOn)
    expect(verdictOn(wilcoxon, four, [{ ...best, finished: false }])).toEqual(goOn)
  })

  test('a better mean goes on whatever its ranks', () => {
    expect(verdictOn({ ...wilcoxon, level: 0.9 }, [0.89, 0.79, 0.84, 1], [best])).toEqual(goOn)
  })
})

describe('forgiving', () => {
  const forgiving = { type: 'forgiving' } as const
  const best = finished(3, 0.9, 0.7, 0.8)

  test('a mean below the worst fold of the best: stopped', () => {
    expect(verdictOn(forgiving, [0.69], [finished(0, 0.6, 0.6, 0.6), best])).toEqual({
      action: 'stop',
      reason: 'mean accuracy 0.690 below 0.700, the worst fold of trial 3, after fold 1',
    })
  })

  test('at it or above it: goes on, as one fold makes up for another', () => {
    expect(verdictOn(forgiving, [0.7], [best])).toEqual(goOn)
    expect(verdictOn(forgiving, [0.5, 0.92], [best])).toEqual(goOn)
    expect(verdictOn(forgiving, [0.5, 0.88], [best]).action).toBe('stop')
  })
})

describe('anova', () => {
  const anova = { type: 'anova', burnIn: 3, level: 0.05 } as const
  const two = [finished(0, 0.5, 0.6, 0.55), finished(1, 0.52, 0.58, 0.6)]

  test('farther from the best than t · s · √(2/m): stopped', () => {
    // s² = 0.002267/4 over the three rows, t(0.95; 4) = 2.1318: 0.5667 − 2.1318 · 0.0238 · √(2/3).
    expect(verdictOn(anova, [0.4, 0.5, 0.43], two)).toEqual({
      action: 'stop',
      reason:
        'accuracy 0.443 below 0.525, as far as chance goes from the best of 2 trials (0.567), after fold 3',
    })
  })

  test('within it: goes on; and not before the burn-in', () => {
    expect(verdictOn(anova, [0.49, 0.59, 0.54], two)).toEqual(goOn)
    expect(verdictOn(anova, [0.1, 0.2], two)).toEqual(goOn)
  })

  test('trials without the same folds do not count', () => {
    expect(verdictOn(anova, [0.4, 0.5, 0.43], [finished(0, 0.5, 0.6)])).toEqual(goOn)
  })
})
