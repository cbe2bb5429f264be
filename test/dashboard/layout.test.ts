import fc from 'fast-check'
import { expect, test } from 'vitest'
import { layoutOf } from '../../src/dashboard/layout.ts'

const need = fc.record({
  trials: fc.nat(3000),
  slots: fc.nat(64),
  work: fc.constantFrom(undefined, { fraction: 0.5, text: 'decoding' }),
  messages: fc.array(fc.constant({ at: '', tone: 'plain' as const, text: 'x' }), { maxLength: 30 }),
  engine: fc.constantFrom('', 'wasm'),
  hasFooter: fc.boolean(),
})

test('the parts never fill the screen, and no part is larger than its content', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 120 }), need, (rows, wanted) => {
      const layout = layoutOf(rows, wanted)
      const sum = Object.values(layout).reduce((total, part) => total + part, 0)
      expect(sum).toBeLessThanOrEqual(Math.max(0, rows - 1))
      expect(Math.min(...Object.values(layout))).toBeGreaterThanOrEqual(0)
      expect(layout.board).toBeLessThanOrEqual(wanted.trials)
      expect(layout.running).toBeLessThanOrEqual(wanted.slots)
      expect(layout.messages).toBeLessThanOrEqual(wanted.messages.length)
    }),
  )
})

const busy = {
  trials: 200,
  slots: 2,
  work: undefined,
  messages: Array.from({ length: 12 }, () => ({ at: '', tone: 'plain' as const, text: '' })),
  engine: 'wasm',
  hasFooter: true,
}

test('24 rows: everything has its place', () => {
  expect(layoutOf(24, busy)).toEqual({
    title: 1,
    facts: 1,
    engine: 1,
    progress: 1,
    work: 0,
    boardHead: 1,
    board: 9,
    running: 2,
    messages: 3,
    footer: 1,
    gaps: 3,
  })
})

test('15 rows keep board, folds and a message; 40 rows give the rest to the board', () => {
  expect(layoutOf(15, busy)).toMatchObject({ board: 4, running: 2, messages: 1, footer: 1, facts: 1 })
  expect(layoutOf(40, busy)).toMatchObject({ board: 25, running: 2, messages: 3 })
  expect(layoutOf(40, { ...busy, trials: 5 })).toMatchObject({ board: 5, messages: 12 })
})

test('many workers leave the board its rows', () => {
  expect(layoutOf(24, { ...busy, slots: 32 })).toMatchObject({ running: 8, board: 5 })
})
