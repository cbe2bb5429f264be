import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { loadSweep } from '../../src/sweep/load.ts'
import { measureNames } from '../../src/trial/measures.ts'
import { temporaryFolder } from '../setup/images.ts'

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/objectives.md'), 'utf8')

test('the example of the page is a sweep, without a pruner as it says', async () => {
  const folder = temporaryFolder()
  const [, example = ''] = /```yaml\n([^`]*)```/.exec(page) ?? []
  mkdirSync(path.join(folder, 'flowers'))
  writeFileSync(path.join(folder, 'sweep.yaml'), example)
  const sweep = await loadSweep(path.join(folder, 'sweep.yaml'))
  expect(sweep.objective).toEqual({
    metric: 'accuracy',
    goal: 'maximize',
    against: ['parameters', 'latency'],
  })
  expect(sweep.pruner).toEqual({ type: 'none' })
})

test('the page has every measure', () => {
  for (const name of measureNames) expect(page).toContain(`| \`${name}\` |`)
})
