import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import { sampleConfig } from '../../src/space/sample.ts'
import { jsonSchema } from '../../src/sweep/json-schema.ts'
import { loadSweep } from '../../src/sweep/load.ts'
import { recipeOf } from '../../src/sweep/recipe-of.ts'
import { referencePage } from '../../src/sweep/reference/page.ts'
import { withAllValues } from '../../src/sweep/reference/recipe-lines.ts'
import { spaceOf } from '../../src/sweep/sweep.ts'
import { recipeShape } from '../../src/trial/recipe.ts'

const folder = path.resolve(import.meta.dirname, '../../search-spaces')
const examples = readdirSync(folder).filter(file => file.endsWith('.yaml'))

describe.each(examples)('%s', name => {
  const text = readFileSync(path.join(folder, name), 'utf8')
  const fixed = /^ {2}weights: \$/m.test(text) ? ['recipe.weights=random'] : []
  const settings = ['data.path=test', ...fixed]

  test('loads, and every config of it is a recipe', async () => {
    const sweep = await loadSweep(path.join(folder, name), settings)
    for (let i = 0; i < 20; i++) {
      const config = sampleConfig(spaceOf(sweep), createRandom(i))
      expect(recipeOf(sweep, config).backbone).toMatch(/^(MobileNetV2|Pocket)$/)
    }
  })

  test('points editors to the schema', () => {
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\/schema\.json$/m)
  })
})

test('quickstart.yaml explains every section and every recipe value', () => {
  const text = readFileSync(path.join(folder, 'quickstart.yaml'), 'utf8')
  const sections = Object.keys((jsonSchema() as { properties: object }).properties)
  const missing = sections.filter(name => name !== '$schema' && !new RegExp(`^ *${name}:`, 'm').test(text))
  expect(missing).toEqual([])
  expect(withAllValues(text)).toBe(text)
})

test('a recipe value that quickstart.yaml lacks is added as a comment, once', () => {
  const text = readFileSync(path.join(folder, 'quickstart.yaml'), 'utf8')
  const completed = withAllValues(text.replace(/^ {2}l2: 0\n/m, '').replace(/^ {2}schedule: .*\n/m, ''))
  expect(completed).toMatch(
    /\n {2}# l2: 0 {15}# Penalty .*\n {2}# schedule: constant {2}# How .*\n\n# What varies/,
  )
  expect(withAllValues(completed)).toBe(completed)
})

test('docs/reference.md is fresh, and has every recipe value with what it means', () => {
  const page = readFileSync(path.join(folder, '../docs/reference.md'), 'utf8')
  expect(page).toBe(referencePage())
  const lines = page.split('\n')
  for (const [name, { description }] of Object.entries(recipeShape)) {
    const isLine = (line: string) =>
      line.startsWith(`| \`${name}\` | `) && line.endsWith(` | ${description} |`)
    expect(lines.filter(isLine), name).toHaveLength(1)
  }
})

test('schema.json is fresh: after a build, `node dist/sweep/write-schema.js` writes it', async () => {
  expect(JSON.parse(await readFile(path.join(folder, 'schema.json'), 'utf8'))).toEqual(jsonSchema())
})
