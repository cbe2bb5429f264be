import { expect, test } from 'vitest'
import { trialAt } from '../../src/coordinator/as-known.ts'
import { curvesOf } from '../../src/coordinator/curves.ts'
import { effortOf } from '../../src/coordinator/effort.ts'
import { recipeOf } from '../../src/sweep/recipe-of.ts'
import type { Sweep } from '../../src/sweep/sweep.ts'
import { inOrder } from '../../src/trial/sequence.ts'
import type { Trial } from '../../src/trial/trial.ts'
import { simulate, someSweep } from './simulate.ts'

const fineTunes = (sweep: Sweep, { config }: Trial) => effortOf(recipeOf(sweep, config)) === 'fineTuning'

test('pruners are told which epochs are of the head, before fine-tuning begins, too', async () => {
  const sweep = someSweep({ budget: { trials: 1 }, enqueue: [{ unfreezeDepth: 2 }] })
  const { state } = await simulate(sweep)
  const [trial] = state.trials
  if (trial === undefined) throw new Error('no trial')
  const at = (fold: number, epoch: number) =>
    curvesOf(
      trialAt(trial, { fold, epoch }, { sequence: inOrder, objective: sweep.objective }),
      sweep.objective,
      fineTunes(sweep, trial),
    ).headEpochs
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
  expect(curvesOf(trial, sweep.objective, fineTunes(sweep, trial))).not.toHaveProperty('headEpochs')
})
