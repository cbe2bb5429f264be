import { expect, test } from 'vitest'
import { explain, UserError } from '../../src/base/errors.ts'
import { byNumbers } from '../../src/base/natural-order.ts'
import { visible } from '../../src/base/visible.ts'
import { formatTable } from '../../src/text/plain-table.ts'

test.each([
  ['ants\nbees', 'ants␊bees'],
  ['red\x1b[31m\x07', 'red␛[31m␇'],
  ['\r\t\x00\x7f', '␍␉␀␡'],
  ['\x9b31m', '\\u009b31m'],
  ['evil\u202egpj', 'evil\\u202egpj'],
  ['line\u2028break', 'line\\u2028break'],
  ['ants\u200b', 'ants\\u200b'],
])('%j is shown as %s', (text, shown) => {
  expect(visible(text)).toBe(shown)
})

test.each(['ants and bees', '猫と犬', '👨‍👩‍👧 ❤️', 'e\u0301té', 'می\u200cخواهم', '–·“”'])(
  '%s stays as it is',
  text => {
    expect(visible(text)).toBe(text)
  },
)

test('neither errors nor tables let a name move the cursor', () => {
  const text = explain(
    new UserError('The class "a\x1b[2J" has 1 image', {
      where: 'x\ny',
      details: ['b\rc'],
      next: 'Do\nthis.',
    }),
  )
  expect(text).toBe('x␊y: The class "a␛[2J" has 1 image\n  b␍c\n→ Do\nthis.')
  expect(
    formatTable(
      ['', ''],
      [
        ['a\nb', '1'],
        ['猫', '2'],
      ],
    ),
  ).toBe('a␊b  1\n猫   2')
})

test('numbers sort as numbers', () => {
  const sort = (...names: string[]) => names.sort(byNumbers).join()
  expect(sort('10', '2', '1', '11', '0')).toBe('0,1,2,10,11')
  expect(sort('class 10', 'class 9', 'Class 1')).toBe('Class 1,class 9,class 10')
  expect(sort('b', 'a', 'é', 'e', 'z')).toBe('a,b,e,é,z')
  expect(sort('1.0', '01', '1')).toBe(sort('1', '1.0', '01'))
})
