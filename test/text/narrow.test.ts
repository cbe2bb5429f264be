import { expect, test } from 'vitest'
import { oneLine, truncate, widthOf } from '../../src/text/width.ts'

test('text that is measured by its length alone is as wide as its graphemes', () => {
  const codes = Array.from({ length: 0x2600 }, (_, code) => code).filter(
    code => code < 0x300 || code > 0x200f,
  )
  const characters = codes.map(code => String.fromCodePoint(code))
  // An accent after it makes it be taken apart.
  const wrong = characters.filter(character => widthOf(character) !== widthOf(`${character}\u0301`))
  const joining = characters.filter(character => widthOf(`a${character}b`) !== 2 + widthOf(character))
  expect(wrong.map(character => character.codePointAt(0)?.toString(16))).toEqual([])
  expect(joining).toEqual([])
  expect(truncate('0.812–0.934', 8)).toBe('0.812–0…')
  expect(oneLine(' a ≈ b ')).toBe('a ≈ b')
})
