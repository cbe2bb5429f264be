import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { keysOf } from '../../../src/data/layout/reading.ts'
import { listDataset } from '../../../src/data/list-dataset.ts'
import { offeredSource } from '../../../src/data/offered-source.ts'
import { fill, tempFolder } from '../make.ts'

const page = readFileSync(path.resolve(import.meta.dirname, '../../../docs/folders.md'), 'utf8')
const rows = [...page.matchAll(/^\| (`.*`) \| (.*) \| `(.*)` \|$/gm)].map(
  ([, have = '', what = '', write = '']) => ({
    have: [...have.matchAll(/`([^`]+)`/g)].map(([, pattern = '']) => pattern),
    what,
    write,
  }),
)

const expand = (pattern: string): string[] => {
  const [, before = '', choice, after = ''] = /^(.*?)\{([^}]*)\}(.*)$/.exec(pattern) ?? []
  return choice === undefined
    ? [pattern]
    : choice.split(',').flatMap(one => expand(`${before}${one}${after}`))
}

test('the page lists twenty layouts and more', () => {
  expect(rows.length).toBeGreaterThanOrEqual(20)
})

test.each(rows)('$have are $what', async ({ have, write }) => {
  const files = have.flatMap(expand).flatMap(folder => [`${folder}/0.png`, `${folder}/1.png`])
  const root = await fill(await tempFolder(), Object.fromEntries(files.map(file => [file, null])))
  const { source } = await offeredSource(root)
  const keys = keysOf(source, place => path.relative(root, place) || '.')
  const bare = (text: string) => text.replaceAll('"', '')
  expect(bare(keys.map(([key, value]) => `${key}: ${value}`).join(', '))).toBe(bare(write))
  const { classes, notes = [] } = await listDataset(source)
  expect(classes.length).toBeGreaterThan(1)
  for (const name of classes)
    expect(name).not.toMatch(/train|test|val|fold|20\d\d|site|images|masks|data|RECYCLE|eaDir/)
  expect(notes.length > 0).toBe(write === 'path: .' && files.some(file => /^(birds|ant\/masks)/.test(file)))
})
