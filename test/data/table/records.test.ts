import { expect, test } from 'vitest'
import { type Delimiter, recordsOf } from '../../../src/data/table/records.ts'
import { failure } from '../make.ts'

const read = (text: string, delimiter: Delimiter = ',', line = 1) => [
  ...recordsOf({ text, line }, delimiter, 'f'),
]

test('records know the line they start on', () => {
  expect(read('a,b\n"x\ny",1\r\n\r\n,\n"", "q" \n')).toEqual([
    { line: 1, fields: ['a', 'b'] },
    { line: 2, fields: ['x\ny', '1'] },
    { line: 6, fields: ['', 'q'] },
  ])
})

test.each<[Delimiter, string]>([
  [',', 'a , b c\r\n\r\nd,"e"'],
  [';', 'a;b c\n\nd;"e"'],
  ['\t', ' a\tb c\n\nd\t"e"\n'],
  ['|', 'a|b c\r\rd| "e"'],
  [' ', '  a  "b c"\n \nd\te '],
])('delimiter %j, with and without quotes', (delimiter, text) => {
  const expected = [
    { line: 3, fields: ['a', 'b c'] },
    { line: 5, fields: ['d', 'e'] },
  ]
  expect(read(text, delimiter, 3)).toEqual(expected)
  if (delimiter !== ' ') expect(read(text.replaceAll('"', ''), delimiter, 3)).toEqual(expected)
})

test('an open quote in a long table fails quickly, with its line', async () => {
  const text = `path,label\n"${'a.png,cat\n'.repeat(100_000)}`
  const begin = performance.now()
  const error = await failure(() => read(text))
  expect(error.message).toContain('not closed')
  expect(error.where).toBe('f:2')
  expect(performance.now() - begin).toBeLessThan(2000)
})
