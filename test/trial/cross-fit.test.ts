import { describe, expect, test } from 'vitest'
import { crossFitted } from '../../src/trial/cross-fit.ts'
import { emptyCurve, withReport } from '../../src/trial/curve.ts'
import type { FoldState } from '../../src/trial/trial.ts'

const accuracy = { metric: 'accuracy', goal: 'maximize' } as const

/** A fold that is done, by the accuracy after each epoch of the head and of fine-tuning. */
function fold(number: number, head: readonly number[], fineTune: readonly number[] = []): FoldState {
  const values = [...head, ...fineTune]
  const curve = values.reduce(
    (before, value, i) =>
      withReport(before, {
        trial: 0,
        fold: number,
        epoch: i + 1,
        epochs: 9,
        stage: i < head.length ? 'head' : 'fineTune',
        trainLoss: 1,
        metrics: { accuracy: value, balancedAccuracy: value / 2, macroF1: value / 4, logLoss: 1 - value },
        seconds: 1,
      }),
    emptyCurve,
  )
  const told = Math.max(...values)
  return {
    fold: number,
    state: 'done',
    curve,
    metrics: { accuracy: told, balancedAccuracy: told / 2, macroF1: told / 4, logLoss: 1 - told },
    isCrossFitted: true,
    seconds: 1,
    attempts: 1,
    mishaps: 0,
    together: undefined,
    cause: undefined,
    error: '',
    again: undefined,
  }
}

const scores = (folds: readonly (FoldState | undefined)[]) =>
  crossFitted(folds, accuracy).map(one => one?.metrics?.accuracy)

describe('a fold counts with the epoch at which the others are best', () => {
  test('not with its own luckiest one', () => {
    // The others of each: (.5 .7 .6) for the first, (.9 .6 .8) for the second.
    expect(scores([fold(0, [0.9, 0.6, 0.8]), fold(1, [0.5, 0.7, 0.6])])).toEqual([0.6, 0.5])
  })

  test('of their mean curve, in which one that stopped early goes on with its last value', () => {
    // Of the first two for the third: (.5 + .6)/2, (.7 + .8)/2, (.7 + .7)/2, (.7 + .9)/2: epoch 4.
    const folds = [fold(0, [0.5, 0.7]), fold(1, [0.6, 0.8, 0.7, 0.9]), fold(2, [0.1, 0.2, 0.3, 0.4, 0.5])]
    expect(scores(folds)[2]).toBe(0.4)
  })

  test('the earliest among equals', () => {
    expect(scores([fold(0, [0.5, 0.7, 0.7]), fold(1, [0.1, 0.2, 0.3])])[1]).toBe(0.2)
  })

  test('with all metrics of that epoch', () => {
    const [first] = crossFitted([fold(0, [0.9, 0.6, 0.8]), fold(1, [0.5, 0.7, 0.6])], accuracy)
    expect(first?.metrics).toEqual({ accuracy: 0.6, balancedAccuracy: 0.3, macroF1: 0.15, logLoss: 0.4 })
  })

  test('chosen by the objective, whichever way is better', () => {
    const folds = [fold(0, [0.9, 0.6, 0.8]), fold(1, [0.5, 0.7, 0.6])]
    const byLoss = crossFitted(folds, { metric: 'logLoss', goal: 'minimize' })
    expect(byLoss.map(one => one?.metrics?.logLoss)).toEqual([0.4, 0.5])
  })

  test('its last one where it stopped before, or where there are no others', () => {
    expect(scores([fold(0, [0.4, 0.6, 0.5]), fold(1, [0.1, 0.2, 0.3, 0.9])])).toEqual([0.5, 0.2])
    expect(scores([fold(0, [0.4, 0.6, 0.5])])).toEqual([0.5])
  })

  test('of the same stage, whose epochs are counted apart', () => {
    // The second is best at its second epoch of fine-tuning, which is the first's fifth, and the second's fourth.
    const [first, second] = [fold(0, [0.1, 0.2, 0.3], [0.9, 0.5, 0.6]), fold(1, [0.2, 0.1], [0.5, 0.8, 0.4])]
    expect(scores([first, second])).toEqual([0.5, 0.5])
    // Fine-tuning makes the others worse: the head counts, and a shorter head counts with its last epoch.
    const harmed = fold(1, [0.2, 0.4, 0.6, 0.8], [0.5])
    expect(scores([fold(0, [0.1, 0.2, 0.3], [0.9]), harmed])[0]).toBe(0.3)
  })

  test('an epoch that is not a number is never chosen', () => {
    expect(scores([fold(0, [0.4, Number.NaN, 0.3]), fold(1, [0.1, 0.2, 0.3])])[1]).toBe(0.1)
    const nothing = fold(0, [Number.NaN, Number.NaN])
    expect(scores([nothing, fold(1, [0.1, 0.3, 0.2])])[1]).toBe(0.2)
  })
})

describe('what stays as it is', () => {
  test('folds that were not stopped early, or belong to an older run', () => {
    const { isCrossFitted: _, ...plain } = fold(0, [0.9, 0.6])
    const folds = [plain, plain]
    expect(crossFitted(folds, accuracy)).toBe(folds)
  })

  test('folds whose curves were not read', () => {
    const { curve, ...rest } = fold(0, [0.9, 0.6])
    const folds = [{ ...rest, curve: { ...curve, rows: new Float64Array() } }, fold(1, [0.1, 0.2])]
    expect(crossFitted(folds, accuracy)).toBe(folds)
  })

  test('a fold that is not done has no part in it', () => {
    const running: FoldState = { ...fold(1, [0.1, 0.9]), state: 'running', metrics: undefined }
    expect(crossFitted([fold(0, [0.7, 0.6]), running, undefined], accuracy)).toEqual([
      { ...fold(0, [0.7, 0.6]), metrics: expect.objectContaining({ accuracy: 0.6 }) },
      running,
      undefined,
    ])
  })

  test('scores that are computed again', () => {
    const once = crossFitted([fold(0, [0.9, 0.6, 0.8]), fold(1, [0.5, 0.7, 0.6])], accuracy)
    expect(crossFitted(once, accuracy)).toEqual(once)
  })
})
