import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { backboneNames, recipeBackbones } from '../../src/trial/backbone-names.ts'
import { generated, renewed } from './page.ts'

const file = path.resolve(import.meta.dirname, '../../BACKBONES.md')
const page = readFileSync(file, 'utf8')

// After a change of the networks: npx vitest run test/backbones/page.test.ts -u
test('what BACKBONES.md says of the networks is what they are', async () => {
  for (const name of Object.keys(generated)) expect(page.split(`<!-- ${name} -->`)).toHaveLength(2)
  await expect(renewed(page)).toMatchFileSnapshot(file)
})

test('every name that a recipe can hold is on the page, and every speed is one of them', () => {
  for (const name of recipeBackbones) expect(page).toContain(name)
  const [, speeds = ''] = page.split('| images a second |')
  const rows = [...speeds.split('\n\n')[0]!.matchAll(/^\| (\w\S*) \|/gm)].map(([, name]) => name)
  expect(rows.length).toBeGreaterThanOrEqual(10)
  expect(backboneNames).toEqual(expect.arrayContaining(rows))
})
