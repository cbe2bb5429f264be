import path from 'node:path'
import { expect, test } from 'vitest'
import { runWords, shellWord } from '../../src/commands/run-words.ts'

test.each([
  ['runs/flowers', 'runs', 'flowers'],
  ['runs/näme mit 🐝', 'runs', "'näme mit 🐝'"],
  ['my runs/flowers', 'my runs', "flowers --runs 'my runs'"],
  [path.resolve('elsewhere/flowers'), 'runs', path.resolve('elsewhere/flowers')],
])('%s is named so that a shell finds it again', (folder, runs, words) => {
  expect(runWords(folder, runs)).toBe(words)
})

test('a quote inside quotes', () => {
  expect(shellWord("it's $HOME")).toBe(String.raw`'it'\''s $HOME'`)
})
