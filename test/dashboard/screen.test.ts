import { afterEach, expect, test, vi } from 'vitest'
import { canShowDashboard, sizeOf } from '../../src/dashboard/screen.ts'
import { look } from '../../src/dashboard/theme.ts'

afterEach(() => void vi.unstubAllEnvs())

test('a dashboard needs a terminal that can move its cursor', () => {
  expect(canShowDashboard({ isTTY: true }, { TERM: 'xterm' })).toBe(true)
  expect(canShowDashboard({}, { TERM: 'xterm' })).toBe(false)
  expect(canShowDashboard({ isTTY: true }, { TERM: 'dumb' })).toBe(false)
  expect(canShowDashboard({ isTTY: true }, { CI: 'true' })).toBe(false)
  expect(canShowDashboard({ isTTY: true }, { CI: 'false' })).toBe(true)
})

test('a terminal that does not tell its size has 80 × 24', () => {
  expect(sizeOf({ columns: 0 })).toEqual({ columns: 80, rows: 24 })
})

test('NO_COLOR takes the colours, not the weight', () => {
  vi.stubEnv('NO_COLOR', '')
  expect(look('bad')).toEqual({ color: 'red' })
  vi.stubEnv('NO_COLOR', '1')
  expect(look('bad')).toEqual({})
  expect(look('strong')).toEqual({ bold: true })
})
