import { expect, test } from 'vitest'
import { nearNames, spellings } from '../../src/data/near-names.ts'

const alike: (readonly [string, ...string[]])[] = [
  ['ants', 'Ants', 'ANTS'],
  ['ants', 'ants ', ' ants', 'ants\u00a0', 'ants\t'],
  ['ants', 'ants\u200b', '\ufeffants', 'an\u00adts', 'ants\u202c'],
  ['ants', '\u0430nts', '\u0410nts'],
  ['CO', '\u0421\u041e', 'co'],
  ['AKT', '\u0391\u039a\u03a4'],
  ['caf\u00e9', 'cafe\u0301', 'Cafe\u0301'],
  ['\uff41\uff42\uff43', 'abc'],
  ['\u30a2\u30ea', '\uff71\uff98'],
  ['1', '01', '1.0', '001', '1.', '+1', '\uff11'],
  ['-1', '-1.0'],
  ['0', '00', '0.0'],
  ['\u039f\u0394\u039f\u03a3', '\u03bf\u03b4\u03bf\u03c2', '\u03bf\u03b4\u03bf\u03c3'],
  ['\u043a\u043e\u0448\u043a\u0430', '\u041a\u043e\u0448\u043a\u0430'],
  ['red  fox', 'red fox'],
]

test.each(alike)('%j and what looks like it are one group', (...names) => {
  expect(nearNames(['something else', ...names])).toEqual([names])
})

const different: (readonly string[])[] = [
  ['1', '2', '10', '11', '100', '-1'],
  ['A1', 'a2', '1a', 'a'],
  ['1.1', '1.10', '11', '1e1', '10'],
  ['class_01', 'class_1', 'class 1'],
  ['Masse', 'Ma\u00dfe', 'Mase'],
  ['Iraq', '\u0131raq'],
  ['m2', 'm\u00b2', 'm'],
  ['resume', 'r\u00e9sum\u00e9'],
  ['\u0432', 'b'],
  ['\u732b', '\u72ac', '\ud83d\udc1d', '\ud83d\udc1c'],
  ['\u306f', '\u3070', '\u3071'],
  ['O', '0'],
  ['l', 'I', '1'],
  ['golden_retriever', 'golden-retriever', 'golden retriever'],
]

test.each(different)('%j are names of their own', (...names) => {
  expect(nearNames(names)).toEqual([])
})

test('groups stand apart, and a name that is there twice is no group', () => {
  expect(nearNames(['b', 'a', 'B', 'b', 'A', 'c', 'c'])).toEqual([
    ['b', 'B'],
    ['a', 'A'],
  ])
})

test('spellings show what cannot be seen', () => {
  expect(spellings(['ants', 'Ants', 'ants ', 'ants\u200b', 'ants\u00a0', '\u0430nts'])).toEqual([
    '"ants"',
    '"Ants"',
    '"ants "',
    '"ants\\u200b"',
    '"ants\\u00a0"',
    '"\\u0430nts"',
  ])
  expect(spellings(['caf\u00e9', 'cafe\u0301'])).toEqual(['"caf\u00e9"', '"cafe\\u0301"'])
  expect(spellings(['\u041a\u043e\u0442', '\u043a\u043e\u0442'])).toEqual([
    '"\u041a\u043e\u0442"',
    '"\u043a\u043e\u0442"',
  ])
})
