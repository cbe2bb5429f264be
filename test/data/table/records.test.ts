import fc from 'fast-check'
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

test('20 MB of quotes are read or refused in bounded time', async () => {
  for (const text of [
    `path,label\n"${'""'.repeat(1e7)}",a\n`,
    `path,label\n${'"'.repeat(2e7)}\n`,
    'a'.repeat(2e7),
  ]) {
    const begin = performance.now()
    const error = await failure(() => read(text))
    expect(error.message).toMatch(/^A field has \d+ characters, where 10000 are the most/)
    expect(error.where).toMatch(/^f:[12]$/)
    expect(performance.now() - begin).toBeLessThan(3000)
  }
})

/** The grammar as one pattern, whose memory runs over where a field has millions of quotes. */
function byPattern(text: string): string[][] | undefined {
  const field = /(?:[ \t]*"([^"]*(?:""[^"]*)*)"[ \t]*|([^",\r\n][^,\r\n]*|))(,|\r\n|\n|\r|$)/y
  const all: string[][] = [[]]
  for (;;) {
    const match = field.exec(text)
    if (match === null) return undefined
    const [, quoted, plain = '', end = ''] = match
    all.at(-1)?.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'))
    if (end === '') return all.filter(fields => fields.some(one => one !== ''))
    if (end !== ',') all.push([])
  }
}

test('any text is read as the grammar says', () => {
  const texts = fc.array(fc.constantFrom('"', '""', ',', '\n', '\r\n', ' ', 'a', '\t'), { maxLength: 14 })
  fc.assert(
    fc.property(texts, parts => {
      const text = `${parts.join('')},""`
      const wanted = byPattern(text)
      if (wanted === undefined) expect(() => read(text)).toThrow('not closed')
      else expect(read(text).map(({ fields }) => fields)).toEqual(wanted)
    }),
    { numRuns: 3000 },
  )
})
