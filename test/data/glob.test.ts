import { expect, test } from 'vitest'
import { globMatcher, literalGlob } from '../../src/data/glob.ts'

const cases: (readonly [pattern: string, matched: readonly string[], others: readonly string[]])[] = [
  ['masks', ['masks', 'masks/a.png', 'Masks/x/y.png'], ['ants/masks', 'masks2', 'amasks']],
  ['masks/', ['masks', 'masks/a.png'], ['ants/masks/a.png']],
  ['masks/**', ['masks', 'masks/a.png', 'masks/x/y.png'], ['masks2/a.png']],
  ['**/masks/**', ['masks', 'ants/masks', 'a/b/masks/c.png'], ['ants/mymasks/c.png', 'ants/masks.png']],
  ['./notes', ['notes', 'notes/1.jpg'], ['x/notes']],
  ['*/masks', ['ants/masks', 'ants/masks/1.png'], ['masks', 'a/b/masks']],
  ['**/*_mask.png', ['a_mask.png', 'x/y/b_mask.PNG'], ['x/mask.png', 'x/a_mask.jpg']],
  ['**/{masks,labels}/**', ['ants/masks/1.png', 'labels'], ['ants/label']],
  ['img?.[jp]*', ['img1.jpg', 'img2.png'], ['img10.jpg', 'img1.gif']],
  ['[!a]*', ['bees', 'cats/1.png'], ['ants']],
  ['a+b (1)/**', ['a+b (1)/1.png'], ['aab 1/1.png']],
  ['a**b', ['ab', 'a/x/b', 'a/b/c'], ['a/bc']],
  ['**/a/**/b*', ['a/b', 'x/a/y/z/b1/c'], ['xa/b', 'a/xb']],
  ['{a*,b/**}c', ['ac', 'axc', 'bc'], ['b/xc', 'a/c']],
  ['*.jpg', ['a.jpg', 'a.b.jpg', '.jpg'], ['a/b.jpg', 'a.jpgs']],
  ['caf\u00e9', ['cafe\u0301/1.png'], ['cafe/1.png']],
]

test.each(cases)('%s', (pattern, matched, others) => {
  const matches = globMatcher(pattern)
  expect(matched.filter(file => !matches(file))).toEqual([])
  expect(others.filter(matches)).toEqual([])
})

test('a name taken literally matches itself alone', () => {
  for (const name of ['set [1]', '{a,b}', 'what?', 'a*b', 'back\\slash'])
    expect(globMatcher(literalGlob(name))(name)).toBe(true)
  expect(globMatcher(literalGlob('a*b'))('axb')).toBe(false)
})

test.each([
  `${'**/'.repeat(2000)}a`,
  `${'*a'.repeat(500)}b`,
  `${'{*,**}'.repeat(200)}b`,
  `${'*?'.repeat(40)}X`,
])('no pattern takes for ever: %#', pattern => {
  const matches = globMatcher(pattern)
  const name = `${'a'.repeat(100)}/${'a'.repeat(100)}`
  const begun = performance.now()
  expect(matches(name)).toBe(false)
  expect(performance.now() - begun).toBeLessThan(1000)
})
