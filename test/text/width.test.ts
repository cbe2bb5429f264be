import { expect, test } from 'vitest'
import { oneLine, padTo, truncate, widthOf } from '../../src/text/width.ts'

test.each([
  ['abc', 3],
  ['Blüte', 5],
  ['u\u0308', 1],
  ['向日葵', 6],
  ['장미', 4],
  ['🌹', 2],
  ['👩‍👩‍👧', 2],
  ['🇫🇷', 2],
  ['❤️', 2],
  ['▁▂▃█░≈±–…', 9],
  ['\u200B', 0],
])('%s takes %i columns', (text, width) => {
  expect(widthOf(text)).toBe(width)
})

test('cutting never splits a wide character', () => {
  expect(truncate('向日葵', 6)).toBe('向日葵')
  expect(truncate('向日葵', 5)).toBe('向日…')
  expect(truncate('向日葵', 4)).toBe('向…')
  expect(truncate('abc', 0)).toBe('')
  expect(padTo('向日葵', 4)).toBe('向… ')
  expect(padTo('7', 3, 'right')).toBe('  7')
})

test('foreign text moves no cursor', () => {
  expect(oneLine('a\r\nb\tc\u001B[31mred\u001B[0m \u001B]0;title\u0007')).toBe('a b cred  ]0;title')
})
