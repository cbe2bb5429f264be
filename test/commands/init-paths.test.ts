import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { schemaFor } from '../../src/commands/init-paths.ts'

test.each([
  [
    '/work/night',
    '/work/night/node_modules/nightsweep/search-spaces/schema.json',
    './node_modules/nightsweep/search-spaces/schema.json',
  ],
  [
    '/work/night/spaces',
    '/work/night/node_modules/nightsweep/search-spaces/schema.json',
    '../node_modules/nightsweep/search-spaces/schema.json',
  ],
  [
    '/work/other',
    '/work/night/node_modules/nightsweep/schema.json',
    'file:///work/night/node_modules/nightsweep/schema.json',
  ],
  [
    '/work/night',
    '/usr/lib/node_modules/nightsweep/schema.json',
    'file:///usr/lib/node_modules/nightsweep/schema.json',
  ],
  ['/work/night', '/my tools/nightsweep/schema.json', 'file:///my%20tools/nightsweep/schema.json'],
])('from %s to %s', (folder, schema, name) => {
  expect(schemaFor(folder, schema)).toBe(name)
})

test('what init names is there', () => {
  expect(existsSync(fileURLToPath(schemaFor('/somewhere')))).toBe(true)
})
