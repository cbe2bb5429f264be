import { copyFileSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { nightsweep, project } from './project.ts'

test('copies of an image stay in one fold, in a resumed run too, and the board says so', async () => {
  const folder = await project(1)
  const data = /path: ([^,]+)/.exec(readFileSync(path.join(folder, 'colours.yaml'), 'utf8'))?.[1] ?? ''
  const copies = ['red/3.png', 'red/zz.png', 'green/zz.png']
  for (const copy of copies.slice(1)) copyFileSync(path.join(data, 'red/3.png'), path.join(data, copy))

  const run = await nightsweep(folder, 'run', 'colours.yaml', '--engine', 'wasm', '--workers', '1')
  expect(run.code).toBe(0)
  expect(run.stdout).toContain('1 group of duplicates (3 images) kept in one fold each')
  expect(run.stdout).toContain(
    'warning: 1 identical image under different labels: green/zz.png = red/3.png = red/zz.png',
  )
  const { folds } = JSON.parse(readFileSync(path.join(folder, 'runs/colours/folds.json'), 'utf8'))
  expect(new Set(copies.map(copy => folds[copy])).size).toBe(1)

  const resumed = await nightsweep(folder, 'resume', 'colours', '--engine', 'wasm', '--trials', '2')
  expect(resumed.code).toBe(0)
  expect(resumed.stdout).not.toContain('looking for duplicates')
  const board = await nightsweep(folder, 'leaderboard', 'colours')
  expect(board.stdout).toContain('Images: 1 group of duplicates (3 images) kept in one fold each.')
})
