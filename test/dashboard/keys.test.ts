import { expect, test } from 'vitest'
import { clampScroll, initialUi, isQuit, press } from '../../src/dashboard/keys.ts'

const [page, total] = [5, 12]
const scrolled = (from: number, input: string, key = {}) =>
  press({ ...initialUi, scroll: from }, input, key, page, total).scroll

test('arrows and j/k move by one, pages by a page, Home and End to the ends', () => {
  expect(scrolled(0, '', { downArrow: true })).toBe(1)
  expect(scrolled(3, 'k')).toBe(2)
  expect(scrolled(1, '', { pageDown: true })).toBe(6)
  expect(scrolled(6, '', { home: true })).toBe(0)
  expect(scrolled(0, '', { end: true })).toBe(7)
})

test('never past the ends, also when the list has become shorter', () => {
  expect(scrolled(0, '', { upArrow: true })).toBe(0)
  expect(scrolled(7, 'j')).toBe(7)
  expect(scrolled(99, 'k')).toBe(6)
  expect(clampScroll(3, 10, 4)).toBe(0)
})

test('q and Ctrl-C quit, c does not; ? opens and closes the help', () => {
  expect([
    isQuit('q', {}),
    isQuit('c', { ctrl: true }),
    isQuit('c', {}),
    isQuit('q', { ctrl: true }),
  ]).toEqual([true, true, false, false])
  const open = press(initialUi, '?', {}, page, total)
  expect(open.isHelpOpen).toBe(true)
  expect(press(open, '?', {}, page, total)).toEqual(initialUi)
})
