import { expect, test } from 'vitest'
import { trialAt } from '../../src/coordinator/as-known.ts'
import { createFineTunes, curvesOf } from '../../src/coordinator/curves.ts'
import { simulate, someSweep } from './simulate.ts'

test('pruners are told which epochs are of the head, before fine-tuning begins, too', async () => {
  const sweep = someSweep({ budget: { trials: 1 }, enqueue: [{ unfreezeDepth: 2 }] })
  const { state } = await simulate(sweep)
  const [trial] = state.trials
  if (trial === undefined) throw new Error('no trial')
  const fineTunes = createFineTunes(sweep)
  const at = (fold: number, epoch: number) =>
    curvesOf(trialAt(trial, { fold, epoch }, sweep.objective), sweep.objective, fineTunes(trial.config))
      .headEpochs
  expect(at(0, 4)).toEqual([4, 0, 0])
  expect(at(0, 5)).toEqual([4, 0, 0])
  expect(at(1, 3)).toEqual([4, 3, 0])
  expect(at(2, 6)).toEqual([4, 4, 4])
})

test('where nothing is fine-tuned, nothing is said', async () => {
  const sweep = someSweep({ budget: { trials: 1 }, enqueue: [{ unfreezeDepth: 0 }] })
  const { state } = await simulate(sweep)
  const [trial] = state.trials
  if (trial === undefined) throw new Error('no trial')
  expect(curvesOf(trial, sweep.objective, createFineTunes(sweep)(trial.config))).not.toHaveProperty('headEpochs')
})
