import { expect, test } from 'vitest'
import { whyHopeless } from '../../src/coordinator/hopeless.ts'

test.each<[string, (string | undefined)[], boolean, boolean]>([
  ['nothing ended yet', [], false, false],
  ['two alike at the beginning', ['no file', 'no file'], false, false],
  ['three alike at the beginning', ['no file', 'no file', 'no file'], false, true],
  ['alike but for numbers', ['trial 1 broke', 'trial 2 broke', 'trial 3 broke'], false, true],
  ['three different ones', ['no file', 'no memory', 'no file'], false, false],
  ['a success in between', ['no file', undefined, 'no file'], false, false],
  ['three alike later on', ['no file', 'no file', 'no file'], true, false],
  ['ten alike later on', Array(10).fill('gone'), true, true],
  ['nine alike after another one', ['other', ...Array(9).fill('gone')], true, false],
])('%s', (_, errors, hasSucceeded, isHopeless) => {
  expect(whyHopeless(errors, hasSucceeded) !== undefined).toBe(isHopeless)
})
