import { expect, test } from 'vitest'
import { toCsv } from '../../src/leaderboard/csv.ts'
import { frontFirst, onlyFront } from '../../src/leaderboard/front.ts'
import { leaderboard } from '../../src/leaderboard/rank.ts'
import { createBook } from '../../src/run/book.ts'
import type { RunEvent } from '../../src/run/event.ts'
import { createBoard } from '../../src/text/board.ts'
import { arrange, headerLine, rowLine } from '../../src/text/table.ts'
import { at, eventsWith, runWith } from './some-run.ts'

const objectives = [
  { metric: 'accuracy', goal: 'maximize' },
  { metric: 'parameters', goal: 'minimize' },
] as const
type Point = readonly [score: number, parameters: number]

function runOf(points: readonly Point[]) {
  const trials = points.map(([score]) => ({ scores: Array.from({ length: 5 }, () => score) }))
  const [run, ...rest] = eventsWith(trials)
  const measured = points.map(
    ([, parameters], trial): RunEvent => ({ type: 'measured', at, trial, values: { parameters } }),
  )
  const { state, apply } = createBook()
  for (const event of [{ ...run, objectives } as RunEvent, ...rest, ...measured]) apply(event)
  return { state, apply }
}

const some: readonly Point[] = [
  [0.95, 20e6],
  [0.9, 2e6],
  [0.4, 1e6],
  [0.3, 3e6],
  [0.93, 21e6],
]

test('the front, its knee, and what is within noise of it', () => {
  const { trials } = leaderboard(runOf(some).state)
  const marks = Object.fromEntries(
    trials.map(({ trial, front, knee, nearFront }) => [trial, [front, knee, nearFront]]),
  )
  expect(marks).toEqual({
    0: [true, false, false],
    1: [true, true, false],
    2: [true, false, false],
    3: [false, false, false],
    4: [false, false, true],
  })
  expect(trials[0]?.values).toEqual({ accuracy: 0.95, parameters: 20e6 })
  expect(trials.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5])
})

test('the front comes first; alone it goes from cheap to dear', () => {
  const board = leaderboard(runOf(some).state)
  expect(board.trials.map(({ trial }) => trial)).toEqual([0, 4, 1, 2, 3])
  expect(frontFirst(board).trials.map(({ trial }) => trial)).toEqual([0, 1, 2, 4, 3])
  expect(onlyFront(board).trials.map(({ trial }) => trial)).toEqual([2, 1, 0])
})

test('a value that is not known keeps a trial off the front', () => {
  const [run, ...rest] = eventsWith([{ scores: [1, 1, 1, 1, 1] }])
  const { state, apply } = createBook()
  for (const event of [{ ...run, objectives } as RunEvent, ...rest]) apply(event)
  expect(leaderboard(state).trials[0]).toMatchObject({ rank: 1, front: false, values: { parameters: null } })
  apply({ type: 'measured', at, trial: 0, values: { parameters: 5 } })
  expect(leaderboard(state).trials[0]).toMatchObject({ rank: 1, front: true, values: { parameters: 5 } })
})

test('rows that have not changed stay the same objects', () => {
  const { state, apply } = runOf(some)
  const before = leaderboard(state).trials
  expect(leaderboard(state).trials).toBe(before)
  apply({ type: 'measured', at, trial: 3, values: { parameters: 4e6 } })
  const after = leaderboard(state).trials
  const changed = after.filter((row, i) => row !== before[i]).map(({ trial }) => trial)
  expect(changed).toEqual([3])
})

test('with one objective nothing is added', () => {
  const board = leaderboard(runWith([{ scores: [1, 1, 1, 1, 1] }]))
  expect(board).not.toHaveProperty('objectives')
  expect(board.trials[0]).not.toHaveProperty('front')
  expect(frontFirst(board)).toBe(board)
  expect(toCsv(board).split('\r\n')[0]).not.toMatch(/front|value\./)
})

test('CSV has a column for each value', () => {
  const [head, first] = toCsv(leaderboard(runOf(some).state)).split('\r\n')
  expect(head).toContain('cause,value.accuracy,value.parameters,front,knee,nearFront,fold1')
  expect(first).toContain(',0.95,20000000,true,false,false,0.95')
})

test('columns of the board at 60 columns', () => {
  const board = frontFirst(leaderboard(runOf(some).state))
  const { columns, tones } = createBoard()(board, [], true)
  const table = arrange(columns, 60)
  expect([headerLine(table), ...board.trials.map((_, row) => rowLine(table, row))].join('\n')).toBe(
    [
      ' #  trial  accuracy      ±  front  params  best  folds',
      '≈1      0    0.9500  0.146  front     20M  72 %    5/5',
      ' 3      1    0.9000  0.174  knee       2M   3 %    5/5',
      ' 4      2    0.4000  0.249  front      1M          5/5',
      '≈2      4    0.9300  0.158  near      21M  25 %    5/5',
      ' 5      3    0.3000  0.236             3M          5/5',
    ].join('\n'),
  )
  expect(tones).toEqual(['best', 'best', 'best', 'plain', 'plain'])
})
