import { afterEach, expect, test } from 'vitest'
import type { Host } from '../../../src/execution/host/host.ts'
import { createRenewal } from '../../../src/execution/host/renewal.ts'
import { recipeSchema } from '../../../src/trial/recipe.ts'
import { openingOf, openTestHost, quickRecipe } from './open-host.ts'

const times = (count: number, act: () => void) => {
  for (let i = 0; i < count; i++) act()
}

test('a process that stays beyond its memory is replaced after fifty folds, the next one after a hundred', () => {
  const renewal = createRenewal({ bytes: 100 })
  times(60, renewal.foldEnded)
  times(20, () => renewal.memoryIs(101))
  expect(renewal.isDue).toBe(true)
  renewal.begin()
  expect(renewal.isDue).toBe(false)
  times(20, () => renewal.memoryIs(101))
  times(99, renewal.foldEnded)
  expect(renewal.isDue).toBe(false)
  renewal.foldEnded()
  expect(renewal.isDue).toBe(true)
})

test('peaks are no leak', () => {
  const renewal = createRenewal({ bytes: 100 })
  times(60, renewal.foldEnded)
  times(30, () => {
    renewal.memoryIs(500)
    renewal.memoryIs(90)
  })
  expect(renewal.isDue).toBe(false)
})

let host: Host | undefined
afterEach(() => host?.close())

test('a host that is replaced every three folds loses none of them, and none runs twice', async () => {
  let [deaths, openings] = [0, 0]
  host = await openTestHost({
    opening: await openingOf({ workers: 2 }),
    renewal: { folds: 3 },
    onProgress({ label, done, total }) {
      if (label === 'decoding images' && done === total) openings++
    },
    onDeath: () => deaths++,
  })
  const { start } = host
  const recipe = recipeSchema.parse({ ...quickRecipe, hiddenUnits: 4 })
  const reports: string[] = []
  const outcomes = await Promise.all(
    Array.from({ length: 4 }, async (_, lane) => {
      const ends: string[] = []
      for (let i = 0; i < 2; i++) {
        const job = { trial: 2 * lane + i, fold: i, seed: 5, metric: 'accuracy', recipe } as const
        const { outcome } = start(job, ({ trial, epoch }) => reports.push(`${trial}/${epoch}`))
        ends.push((await outcome).status)
      }
      return ends
    }),
  )
  expect(outcomes.flat()).toEqual(Array(8).fill('done'))
  expect(reports.toSorted()).toEqual([...new Set(reports)].toSorted())
  expect(openings).toBeGreaterThanOrEqual(2)
  expect(deaths).toBe(0)
})
