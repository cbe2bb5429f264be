import { describe, expect, test } from 'vitest'
import { createPruner, type PrunerOptions, prunerSchema } from '../../src/pruners/index.ts'
import type { Curves } from '../../src/pruners/pruner.ts'
import { curvesWith, peersOf } from './peers.ts'

const shown = { metric: 'accuracy', goal: 'maximize' } as const
const losses = (accuracies: readonly number[]) => accuracies.map(accuracy => -accuracy)
const finished = (trial: number, ...folds: number[][]) => curvesWith(trial, folds.map(losses), true)
const verdictOn = (
  options: PrunerOptions,
  folds: readonly number[][],
  peers: readonly Curves[],
  trial = 99,
) =>
  createPruner(options, shown)(curvesWith(trial, folds.map(losses), false), peersOf(peers), {
    fold: folds.length - 1,
    epoch: folds.at(-1)?.length ?? 0,
  })
const goOn = { action: 'go on' }

describe('percentile', () => {
  const percentile = { type: 'percentile', percentile: 25, startupTrials: 3, warmupEpochs: 1 } as const
  const peers = [0.5, 0.6, 0.7, 0.8, 0.9].map((top, i) => finished(i, [0.1, top]))

  test('below the best quarter: stopped', () => {
    expect(verdictOn(percentile, [[0.1, 0.79]], peers)).toEqual({
      action: 'stop',
      reason: 'accuracy 0.790 below 0.800, the limit of the best 25 % of 5 trials, at fold 1, epoch 2',
    })
    expect(verdictOn(percentile, [[0.1, 0.8]], peers)).toEqual(goOn)
  })

  test('between two trials in proportion: the best 60 % of five end between the third and the fourth', () => {
    // Rank 0.6 · 4 = 2.4 from the best: 0.7 − 0.4 · 0.1 = 0.66.
    expect(verdictOn({ ...percentile, percentile: 60 }, [[0.1, 0.65]], peers)).toMatchObject({
      reason: expect.stringContaining('below 0.660'),
    })
    expect(verdictOn({ ...percentile, percentile: 60 }, [[0.1, 0.67]], peers)).toEqual(goOn)
  })

  test('not in the warm-up epochs, nor before enough trials have finished', () => {
    expect(verdictOn(percentile, [[0.01]], peers)).toEqual(goOn)
    expect(verdictOn(percentile, [[0.1, 0.1]], peers.slice(0, 2))).toEqual(goOn)
  })
})

describe('threshold', () => {
  const threshold = { type: 'threshold', score: 0.7, warmupEpochs: 2, warmupFolds: 0 } as const

  test('not reached after the warm-up: stopped, without any other trial', () => {
    expect(verdictOn(threshold, [[0.5, 0.6, 0.65]], [])).toEqual({
      action: 'stop',
      reason: 'accuracy 0.650 below the threshold 0.700 at fold 1, epoch 3',
    })
    expect(verdictOn(threshold, [[0.5, 0.72, 0.65]], [])).toEqual(goOn)
    expect(verdictOn(threshold, [[0.5, 0.6]], [])).toEqual(goOn)
    expect(verdictOn({ ...threshold, warmupFolds: 1 }, [[0.5, 0.6, 0.65]], [])).toEqual(goOn)
  })

  test('what must be given is asked for', () => {
    expect(prunerSchema.safeParse({ type: 'threshold' }).error?.issues[0]?.path).toEqual(['score'])
  })
})

describe('patience', () => {
  const patience = { type: 'patience', epochs: 3, minDelta: 0.005 } as const
  const best = finished(4, [0.5, 0.7, 0.8, 0.85, 0.9, 0.9])

  test('behind the best and no better for so many epochs: stopped', () => {
    expect(verdictOn(patience, [[0.5, 0.7, 0.7, 0.7, 0.7]], [best])).toEqual({
      action: 'stop',
      reason:
        'accuracy 0.700 has not improved by more than 0.005 for 3 epochs and is below 0.900 of trial 4, at fold 1, epoch 5',
    })
  })

  test('while it improves, while it is young, and while it is with the best: goes on', () => {
    expect(verdictOn(patience, [[0.5, 0.7, 0.7, 0.7, 0.75]], [best])).toEqual(goOn)
    expect(verdictOn(patience, [[0.7, 0.7, 0.7]], [best])).toEqual(goOn)
    expect(verdictOn(patience, [[0.5, 0.9, 0.9, 0.9, 0.9]], [best])).toEqual(goOn)
    expect(verdictOn(patience, [[0.5, 0.7, 0.7, 0.7, 0.7]], [])).toEqual(goOn)
  })

  test('a gain within the noise of the curve is none', () => {
    // Changes of −0.1, 0.12 and −0.12: a noise of 0.094, so 0.72 is no improvement on 0.7.
    expect(verdictOn(patience, [[0.5, 0.7, 0.6, 0.72, 0.6]], [best])).toMatchObject({ action: 'stop' })
  })
})

describe('asha', () => {
  const asha = { type: 'asha', reductionFactor: 3, minEpochs: 2 } as const
  /** Rungs after 2, 6 and 18 epochs. */
  const peers = [0.5, 0.6, 0.7, 0.8, 0.9].map((top, i) => finished(i, [0.1, top, top], [top, top, top]))

  test('not among the best third of those that came to the rung: stopped', () => {
    expect(verdictOn(asha, [[0.1, 0.75]], peers)).toEqual({
      action: 'stop',
      reason:
        'accuracy 0.750 is number 3 of 6 trials after 2 epochs, of which 2 go on (rung 1), at fold 1, epoch 2',
    })
    expect(verdictOn(asha, [[0.1, 0.85]], peers)).toEqual(goOn)
  })

  test('only at a rung; the epochs of all folds are one row', () => {
    expect(verdictOn(asha, [[0.1]], peers)).toEqual(goOn)
    expect(verdictOn(asha, [[0.1, 0.1, 0.1]], peers)).toEqual(goOn)
    // After six epochs: (0.8 + 0.7)/2 is third to 0.9 and 0.8.
    expect(
      verdictOn(
        asha,
        [
          [0.1, 0.1, 0.8],
          [0.1, 0.1, 0.7],
        ],
        peers,
      ),
    ).toMatchObject({
      reason: expect.stringContaining('accuracy 0.750 is number 3 of 6 trials after 6 epochs'),
    })
  })

  test('those that did not come so far do not count, those that needed fewer epochs do', () => {
    const short = curvesWith(7, [losses([0.95])], false)
    expect(verdictOn(asha, [[0.1, 0.85]], [...peers, short])).toEqual(goOn)
    expect(verdictOn(asha, [[0.1, 0.85]], [...peers, finished(7, [0.95])])).toMatchObject({ action: 'stop' })
  })

  test('with fewer than three, the best goes on', () => {
    expect(verdictOn(asha, [[0.1, 0.6]], [peers[0] as Curves])).toEqual(goOn)
    expect(verdictOn(asha, [[0.1, 0.4]], [peers[0] as Curves]).action).toBe('stop')
  })
})

describe('hyperband', () => {
  /** Three brackets of 9, 5 and 3 trials that begin after 1, 3 and 9 epochs. */
  const hyperband = { type: 'hyperband', reductionFactor: 3, minEpochs: 1, brackets: 3 } as const

  test('a bracket begins later than the one before, and judges among its own', () => {
    const strong = Array.from({ length: 17 }, (_, i) => finished(i, Array(9).fill(0.9)))
    const stoppedAt = Array.from({ length: 17 }, (_, i) => {
      const epochs = [1, 3, 9].find(count => {
        const curve = [Array<number>(count).fill(0.1)]
        return verdictOn(hyperband, curve, strong, 17 + i).action === 'stop'
      })
      return epochs ?? 0
    })
    const count = (epochs: number) => stoppedAt.filter(each => each === epochs).length
    expect([count(1), count(3), count(9)]).toEqual([9, 5, 3])
  })

  test('one bracket is asha', () => {
    const peers = [0.5, 0.6, 0.7].map((top, i) => finished(i, [top]))
    const one = { ...hyperband, brackets: 1 }
    expect(verdictOn(one, [[0.55]], peers)).toMatchObject({
      reason: expect.stringContaining('number 3 of 4 trials after 1 epoch,'),
    })
    expect(verdictOn(one, [[0.75]], peers)).toEqual(goOn)
  })
})
