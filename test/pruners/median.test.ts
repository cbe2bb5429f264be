import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMemo } from '../../src/base/memo.ts'
import { createPruner } from '../../src/pruners/index.ts'
import type { Curves } from '../../src/pruners/pruner.ts'
import { curvesWith, peersOf } from './peers.ts'

const shown = { metric: 'accuracy', goal: 'maximize' } as const
const pruner = createPruner({ type: 'median', startupTrials: 3, warmupEpochs: 1 }, shown)

const finished = (trial: number, ...folds: number[][]): Curves => curvesWith(trial, folds, true)
const running = (...folds: number[][]): Curves => curvesWith(99, folds, false)
/** Losses are negative accuracies: best 0.6, 0.7 and 0.8 after two epochs of the first fold. */
const trials = [
  finished(0, [-0.5, -0.6, -0.9], [-0.5, -0.6, -0.9]),
  finished(1, [-0.5, -0.7, -0.9], [-0.3, -0.5, -0.9]),
  finished(2, [-0.8, -0.7, -0.9], [-0.7, -0.9, -0.9]),
]
const peers = peersOf(trials)

test('below the median at the same epoch: stopped, with the numbers', () => {
  expect(pruner(running([-0.3, -0.65]), peers, { fold: 0, epoch: 2 })).toEqual({
    action: 'stop',
    reason: 'accuracy 0.650 below median 0.700 of 3 trials at fold 1, epoch 2',
  })
})

test('at the median or above it: goes on; the best epoch so far counts, not the last', () => {
  expect(pruner(running([-0.3, -0.7]), peers, { fold: 0, epoch: 2 }).action).toBe('go on')
  expect(pruner(running([-0.75, -0.2]), peers, { fold: 0, epoch: 2 }).action).toBe('go on')
})

test('later epochs of the others do not count', () => {
  expect(pruner(running([-0.3, -0.72]), peers, { fold: 0, epoch: 2 }).action).toBe('go on')
  expect(pruner(running([-0.3, -0.72, -0.72]), peers, { fold: 0, epoch: 3 }).action).toBe('stop')
})

test('a good first fold makes up for a bad second one', () => {
  // Means over both folds of the others: (0.9 + 0.6) / 2 = 0.75, (0.9 + 0.5) / 2 = 0.7, (0.9 + 0.9) / 2 = 0.9.
  const at = { fold: 1, epoch: 2 }
  expect(pruner(running([-0.5, -0.7, -0.95], [-0.1, -0.56]), peers, at).action).toBe('go on')
  expect(pruner(running([-0.5, -0.7, -0.93], [-0.1, -0.56]), peers, at)).toEqual({
    action: 'stop',
    reason: 'accuracy 0.745 below median 0.750 of 3 trials at fold 2, epoch 2',
  })
})

test('only the same folds are compared: the second can be trained before the first', () => {
  expect(pruner(running([], [-0.3, -0.59]), peers, { fold: 1, epoch: 2 })).toMatchObject({
    reason: 'accuracy 0.590 below median 0.600 of 3 trials at fold 2, epoch 2',
  })
})

test('nothing is judged in the warm-up epochs or before enough trials have finished', () => {
  expect(pruner(running([-0.1]), peers, { fold: 0, epoch: 1 }).action).toBe('go on')
  expect(pruner(running([-0.1, -0.1]), peersOf(trials.slice(1)), { fold: 0, epoch: 2 }).action).toBe('go on')
  const [first, ...others] = trials
  const stillRunning = first === undefined ? [] : [{ ...first, finished: false }, ...others]
  expect(pruner(running([-0.1, -0.1]), peersOf(stillRunning), { fold: 0, epoch: 2 }).action).toBe('go on')
})

test('a fold that others ended early counts with its best', () => {
  const early = [finished(0, [-0.9]), finished(1, [-0.9]), finished(2, [-0.9])]
  expect(pruner(running([-0.3, -0.5]), peersOf(early), { fold: 0, epoch: 2 }).action).toBe('stop')
})

test('trials that have not come so far are left out', () => {
  const behind = curvesWith(7, [[-0.1], []], false)
  expect(pruner(running([-0.3, -0.65]), peersOf([...trials, behind]), { fold: 0, epoch: 2 })).toMatchObject({
    reason: expect.stringContaining('of 3 trials'),
  })
})

test('losses are shown as they are, and as "loss" when nothing is said', () => {
  const options = { type: 'median', startupTrials: 1, warmupEpochs: 0 } as const
  const at = { fold: 0, epoch: 1 }
  const one = peersOf([finished(0, [0.4])])
  expect(createPruner(options, { metric: 'logLoss', goal: 'minimize' })(running([0.5]), one, at)).toEqual({
    action: 'stop',
    reason: 'logLoss 0.500 above median 0.400 of 1 trial at fold 1, epoch 1',
  })
  expect(createPruner(options)(running([0.5]), one, at)).toMatchObject({
    reason: expect.stringMatching(/^loss 0\.500 above/),
  })
})

test('a diverged trial is stopped', () => {
  expect(pruner(running([Number.NaN, Number.NaN]), peers, { fold: 0, epoch: 2 }).action).toBe('stop')
})

test('the same verdict whatever was asked before, and in whatever order', () => {
  const losses = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 4 })
  const folds = fc.array(losses, { minLength: 1, maxLength: 2 })
  const trial = fc.record({ folds, isFinished: fc.boolean() })
  const question = fc.record({ folds, known: fc.nat(12) })
  const options = { type: 'median', startupTrials: 1, warmupEpochs: 0 } as const
  fc.assert(
    fc.property(
      fc.array(trial, { minLength: 1, maxLength: 12, size: 'max' }),
      fc.array(question, { minLength: 2, maxLength: 12, size: 'max' }),
      (others, questions) => {
        const all = others.map((other, number) => curvesWith(number, other.folds, other.isFinished))
        const judge = createPruner(options)
        const ask = ({ folds: own, known }: (typeof questions)[number], memo = createMemo()) => {
          const place = { fold: own.length - 1, epoch: own.at(-1)?.length ?? 0 }
          return judge(running(...own), peersOf(all.slice(0, known), memo), place)
        }
        const alone = questions.map(each => ask(each))
        const memo = createMemo()
        const backwards = questions.map((_, i) => questions.length - 1 - i)
        for (const order of [questions.keys(), backwards])
          for (const i of order) expect(questions[i] && ask(questions[i], memo)).toEqual(alone[i])
      },
    ),
  )
})
