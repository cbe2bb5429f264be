import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src/base/random.ts'
import { createConstraint } from '../../../src/space/constraint/constraint.ts'
import { ConstraintError } from '../../../src/space/constraint/error.ts'
import { impossibleIn, shareWithin } from '../../../src/space/constraint/share.ts'
import type { Parameter, Space } from '../../../src/space/parameter.ts'

const space: Space = new Map<string, Parameter>([
  ['batchSize', { kind: 'int', min: 8, max: 64, scale: 'log' }],
  ['optimizer', { kind: 'choice', values: ['adam', 'sgd'] }],
  ['momentum', { kind: 'float', min: 0.5, max: 0.99, scale: 'linear', when: { optimizer: ['sgd'] } }],
  ['batchNorm', { kind: 'choice', values: [true, false] }],
  ['hiddenUnits', { kind: 'choice', values: [0, 64, 'auto'] }],
])
const fixed = { unfreezeDepth: 2, augment: { flip: true }, schedule: 'cosine' }
const create = (text: string) => createConstraint(text, space, fixed)
const config = { batchSize: 16, optimizer: 'sgd', momentum: 0.9, batchNorm: false }

describe('says whether a config meets it', () => {
  test.each([
    ['batchSize * unfreezeDepth <= 32', true],
    ['batchSize * unfreezeDepth < 32', false],
    ["optimizer == 'sgd' and momentum > 0.8", true],
    ['optimizer != "sgd" || batchSize >= 8 && batchSize <= 15', false],
    ['not (batchSize == 16)', false],
    ['not batchSize == 16 or true', true],
    ['!batchNorm', true],
    ['batchNorm or batchSize % 16 == 0', true],
    ['2 + 3 * 4 ^ 2 == 50', true],
    ['2 ^ 3 ^ 2 == 512', true],
    ['-2 ** 2 == -4', true],
    ['10 - 3 - 2 == 5', true],
    ['(10 - (3 - 2)) / 3 == 3', true],
    ['1e-3 < .5', true],
    ['max(batchSize, 20, 3) == 20 and min(4, 2) == 2', true],
    ['log2(batchSize) == 4 and log10(1000) >= 2.99 and abs(-1) == 1', true],
    ["schedule == 'cosine'", true],
    ['0 / 0 > 1', false],
  ])('%s', (text, holds) => {
    expect(create(text).holds(config)).toBe(holds)
  })
})

test('holds where a parameter that it names is not active', () => {
  expect(create('momentum > 0.95').holds(config)).toBe(false)
  expect(create('momentum > 0.95').holds({ batchSize: 16, optimizer: 'adam', batchNorm: false })).toBe(true)
})

test('an enqueued value goes before the fixed one', () => {
  expect(create('unfreezeDepth == 3').holds({ ...config, unfreezeDepth: 3 })).toBe(true)
})

/** Twenty and more mistakes, each with what a person reads. */
describe('says what is wrong', () => {
  test.each([
    ['batchSize * unfreezeDepth', 'is a number, not a condition: compare it, as in … <= 128'],
    ['batchSzie <= 3', 'there is no value batchSzie; did you mean batchSize?'],
    ['frobnicate <= 3', 'there is no value frobnicate'],
    ['batchSize = 3', '"=" is not a comparison: write == for "is the same as"'],
    ['batchSize => 3', '"=" is not a comparison: write == for "is the same as"'],
    ['batchSize <=', 'a value is missing at the end'],
    ['<= 3', 'a value is missing before "<="'],
    ['(batchSize <= 3', 'a ")" is missing at the end'],
    ['batchSize <= 3)', 'an operator is missing before ")"'],
    ['batchSize 3', 'an operator is missing before "3"'],
    ['1 < batchSize < 3', '"<" follows another comparison: join two with "and"'],
    ["optimizer == 'adma'", "optimizer is never 'adma'; did you mean adam?"],
    ["optimizer == 'lamb'", "optimizer is never 'lamb'; it is adam or sgd"],
    ['optimizer == sgd', "sgd is not a name here: as a text it needs quotes, 'sgd'"],
    ['optimizer == 3', '"==" compares a text with a number'],
    ['optimizer < 3', '"<" needs a number (got optimizer, which is a text)'],
    ['optimizer and true', '"and" needs true or false (got optimizer, which is a text)'],
    ['not batchSize', '"not" needs true or false (got batchSize, which is a number)'],
    ['batchSize + batchNorm > 3', '"+" needs a number (got batchNorm, which is true or false)'],
    ['hiddenUnits > 3', 'hiddenUnits has values of several kinds: it cannot be used here'],
    ['augment == 3', 'augment is more than a number or a text: it cannot be used here'],
    ['log(batchSize) < 3', 'log is not a function; did you mean log2?'],
    ['sqrt(batchSize) < 3', 'sqrt is not a function; there are min, max, abs, log10, log2'],
    ['abs(batchSize, 2) < 3', 'abs takes one value (got 2)'],
    ["optimizer == 'sgd", "a quote is not closed: 'sgd"],
    ['batchSize & 3', '"&" means nothing here: & 3'],
    ['min() > 3', 'a value is missing before ")"'],
    ['', 'a value is missing at the end'],
    ['batchSize.x < 3', '".x" means nothing'],
    [`${'('.repeat(500)}1`, 'is nested too deeply'],
    [`${'1 + '.repeat(100_000)}1 < 2`, 'has more than 1000 words and signs'],
    ['constructor(1) == 1', 'constructor is not a function'],
    ['toString == 1', 'there is no value toString'],
  ])('%s', (text, message) => {
    expect(() => create(text)).toThrow(ConstraintError)
    try {
      create(text)
    } catch (error) {
      expect(
        String((error as Error).message).startsWith(
          message.replace('".x" means nothing', '"." means nothing'),
        ),
      ).toBe(true)
    }
  })
})

test('any text is either an expression or refused in words', () => {
  const piece = fc.constantFrom(
    'batchSize',
    ' ',
    '<',
    '=',
    '3',
    '(',
    ')',
    "'",
    'and',
    'not',
    '-',
    '^',
    'min',
    ',',
    '!',
    '.',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
      try {
        expect(typeof create(pieces.join('')).holds(config)).toBe('boolean')
      } catch (error) {
        expect(error).toBeInstanceOf(ConstraintError)
      }
    }),
  )
})

test('arithmetic is that of JavaScript', () => {
  const number = fc.integer({ min: -20, max: 20 })
  const tree = fc.letrec<{ node: { text: string; js: string } }>(tie => ({
    node: fc.oneof(
      { depthSize: 'small' },
      number.map(n => ({ text: String(n), js: `(${n})` })),
      fc
        .tuple(tie('node'), fc.constantFrom('+', '-', '*', '/', '%'), tie('node'))
        .map(([a, sign, b]) => ({ text: `(${a.text} ${sign} ${b.text})`, js: `(${a.js} ${sign} ${b.js})` })),
    ),
  })).node
  fc.assert(
    fc.property(tree, ({ text, js }) => {
      // biome-ignore lint/security/noGlobalEval: the reference that the expression is compared with
      const value: number = globalThis.eval(js)
      const holds = create(`${text} <= 5`).holds(config)
      expect(holds).toBe(value <= 5)
    }),
  )
})

test('the share of the space that is left, and the one that excludes most where none is', () => {
  const random = createRandom(1)
  const [half, none] = [create("optimizer == 'sgd'"), create('batchSize > 100')]
  expect(shareWithin(space, [half], random)).toBeCloseTo(0.5, 1)
  expect(impossibleIn(space, [half], random)).toBeUndefined()
  const impossible = impossibleIn(space, [half, none], random)
  expect(impossible?.tightest.text).toBe('batchSize > 100')
  expect(impossible?.excluded).toBe(impossible?.seen)
})
