import { renderToString } from 'ink'
import { expect, test } from 'vitest'
import { RunningFolds } from '../../src/dashboard/RunningFolds.tsx'

const folds = Array.from({ length: 60 }, (_, i) => ({
  name: `trial ${Math.floor(i / 5)}, fold ${(i % 5) + 1}/5`,
  stage: 'starting',
  fraction: 0,
  score: '–',
  curve: [],
}))
const draw = (count: number, rows: number) =>
  renderToString(<RunningFolds folds={folds.slice(0, count)} columns={80} rows={rows} />, { columns: 80 })
    .split('\n')
    .map(line => line.replaceAll(/\p{Cc}\[\d+m/gu, '').trimEnd())

test('the last row counts the folds that have no row', () => {
  const lines = draw(60, 9)
  expect(lines).toHaveLength(9)
  expect(lines[7]).toContain('trial 1, fold 3/5')
  expect(lines[8]).toBe('and 52 more')
  expect(draw(60, 1)).toEqual(['and 60 more'])
})

test('as many folds as rows need no such row', () => {
  expect(draw(9, 9)[8]).toContain('trial 1, fold 4/5')
  expect(draw(2, 4)[3]).toBe('')
})
