import { describe, expect, test } from 'vitest'
import { createMicroBatches } from '../../src/coordinator/memory/micro-batches.ts'
import { recipeOf } from '../../src/sweep/recipe-of.ts'
import type { FoldJob } from '../../src/trial/job.ts'
import type { MemoryLimit } from '../../src/trial/memory-limit.ts'
import { only, session, simulate, someSweep } from './simulate.ts'

/** Batches of 8 to 64 images, of which the memory has room for 20 that are trained one block deep, 10 two deep, … */
const sweep = someSweep({
  budget: { trials: 24 },
  baseline: false,
  space: {
    batchSize: { kind: 'choice', values: [8, 16, 32, 64] },
    unfreezeDepth: { kind: 'int', min: 0, max: 3, scale: 'linear' },
  },
} as never)

const imagesOf = ({ recipe, microBatch = recipe.batchSize }: FoldJob) => microBatch
const room = ({ recipe }: FoldJob) => (recipe.unfreezeDepth === 0 ? Infinity : 20 / recipe.unfreezeDepth)

/** In the first epoch of fine-tuning. */
const short = (job: FoldJob, _: number, epoch: number) =>
  epoch > 4 && imagesOf(job) > room(job) ? ('outOfMemory' as const) : undefined

const run = (options: Parameters<typeof simulate>[1] = {}) => simulate(sweep, { crash: short, ...options })

type Journal = Awaited<ReturnType<typeof run>>['journal']
const failures = (journal: Journal) =>
  only(journal, 'foldEnded').filter(({ outcome }) => outcome.status === 'failed')

describe('batches that the memory has no room for', () => {
  test('are trained in parts: every trial completes', async () => {
    const { end, state, added } = await run({ capacity: 1 })
    expect(end).toBe('finished')
    expect(new Set(state.trials.map(trial => trial.state))).toEqual(new Set(['completed']))
    expect(failures(added).every(({ again }) => again === 'smaller')).toBe(true)
  })

  test('what is found out once holds for all that want as much or more', async () => {
    const { added } = await run({ capacity: 1 })
    // Whole batches of 64, 32, 16 and 8 images at three depths, halved at most: not once for every fold.
    expect(failures(added).length).toBeLessThanOrEqual(8)
    expect(only(added, 'foldEnded').length).toBeGreaterThan(45)
  })

  test.each([2, 4])('with %i workers, too, where a fold is tried alone first', async capacity => {
    const { state } = await run({ capacity })
    expect(new Set(state.trials.map(trial => trial.state))).toEqual(new Set(['completed']))
    const calm = await simulate(sweep, { capacity })
    const scores = (trials: typeof state.trials) =>
      trials.map(({ folds }) => folds.map(fold => fold?.metrics))
    expect(scores(state.trials)).toEqual(scores(calm.state.trials))
  })

  test('a fold that has no room for one image fails alone, with the cause', async () => {
    const crash = (job: FoldJob, attempt: number, epoch: number) =>
      epoch > 4 && job.recipe.unfreezeDepth === 3 ? ('outOfMemory' as const) : short(job, attempt, epoch)
    const { state, added, end } = await run({ capacity: 1, crash })
    expect(end).toBe('finished')
    for (const { state: how, cause, config } of state.trials)
      expect([how, cause]).toEqual(
        config.unfreezeDepth === 3 ? ['failed', 'outOfMemory'] : ['completed', undefined],
      )
    // 64, 32, … 1 once; what comes later begins with one image, and fails at once.
    const inVain = failures(added).filter(({ trial }) => state.trials[trial]?.config.unfreezeDepth === 3)
    expect(inVain.length).toBeLessThan(7 + 2 * 24)
  })

  test('a run that goes on remembers what its folds had room for', async () => {
    const { journal } = await run({ capacity: 1 })
    const first = journal.findIndex(event => event.type === 'foldStarted' && event.microBatch !== undefined)
    const ends = journal.findIndex((event, i) => i > first && event.type === 'foldEnded')
    const { added } = await run({ capacity: 1, journal: [...journal.slice(0, ends + 1), session()] })
    const before = failures(journal.slice(0, ends + 1))
    expect(before.length).toBeGreaterThan(0)
    expect(before.length + failures(added).length).toBeLessThanOrEqual(8)
  })

  test('a run that is cut off while a part is trained goes on with that part', async () => {
    const { journal } = await run({ capacity: 1 })
    const cut = journal.findIndex(event => event.type === 'foldStarted' && event.microBatch !== undefined)
    const { added } = await run({ capacity: 1, journal: [...journal.slice(0, cut + 1), session()] })
    expect(only(added, 'foldStarted')[0]).toMatchObject({
      microBatch: only(journal, 'foldStarted').find(({ microBatch }) => microBatch !== undefined)?.microBatch,
    })
  })
})

test('the next run walks into none of what the last one found out', async () => {
  const limits = new Map<string, MemoryLimit>()
  const microBatchesWith = (known: readonly MemoryLimit[]) =>
    createMicroBatches({
      sweep,
      workers: 1,
      known,
      onLearned: limit => limits.set(JSON.stringify([limit.unfreezeDepth]), limit),
    })
  const one = await run({ capacity: 1, microBatches: microBatchesWith([]) })
  expect(failures(one.added).length).toBeGreaterThan(2)
  const two = await run({ capacity: 1, microBatches: microBatchesWith([...limits.values()]) })
  expect(failures(two.added)).toEqual([])
  expect(two.state.trials.every(({ state }) => state === 'completed')).toBe(true)
})

test('what has room alone only is cut into parts after it was short of memory twice', async () => {
  const same = {
    ...sweep,
    budget: { trials: 12 },
    recipe: { ...sweep.recipe, unfreezeDepth: 1, batchSize: 32 },
  }
  const { batchSize: _, unfreezeDepth: _d, ...rest } = sweep.space
  const space = { ...rest, dropout: someSweep().space.dropout }
  let running = 0
  let most = 0
  const { state, added } = await simulate({ ...same, space } as never, {
    capacity: 2,
    onEvent(event) {
      if (event.type === 'foldStarted') running++
      if (event.type === 'foldEnded') running--
      most = Math.max(most, running)
    },
    crash: (job, _, epoch) => (epoch > 4 && running > 1 && imagesOf(job) > 20 ? 'outOfMemory' : undefined),
  })
  expect(state.trials.every(trial => trial.state === 'completed')).toBe(true)
  expect(most).toBe(2)
  const inCompany = failures(added)
  expect(inCompany.length).toBeGreaterThan(0)
  expect(inCompany.length).toBeLessThanOrEqual(4)
  expect(inCompany.every(({ again }) => again === 'apart')).toBe(true)
})

test('heads alone are never cut into parts', () => {
  const microBatches = createMicroBatches({ sweep, workers: 1 })
  const recipe = recipeOf(sweep, { unfreezeDepth: 0, batchSize: 64 })
  const outcome = { status: 'failed', cause: 'outOfMemory', error: '', epochs: 0, seconds: 0 } as const
  microBatches.noticed({ recipe }, undefined, outcome, 1)
  expect(microBatches.next(recipe, undefined)).toBeUndefined()
  expect(microBatches.shrinkable({ recipe })).toBe(1)
})
