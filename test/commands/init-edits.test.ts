import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Document, isMap, isScalar, parseDocument } from 'yaml'
import { choose } from '../../src/commands/init-choices.ts'
import { type FileFacts, searchSpaceText } from '../../src/commands/init-file.ts'
import type { Dataset } from '../../src/data/dataset.ts'
import { checkConfig } from '../../src/space/contains.ts'
import { loadSweep } from '../../src/sweep/load.ts'
import { openingOf } from '../../src/sweep/opening.ts'
import { reachableRecipes } from '../../src/sweep/reachable.ts'
import { spaceOf } from '../../src/sweep/sweep.ts'

/** A data set as its listing would be: this many images a class, of one group in so many where there are groups. */
function datasetOf(counts: readonly number[], groups: number): Dataset {
  const images = counts.flatMap((count, label) =>
    Array.from({ length: count }, (_, i) => ({
      file: `${label}/${i}.jpg`,
      label,
      ...(groups > 0 ? { group: `g${i % groups}` } : {}),
    })),
  )
  return {
    root: '/photos',
    kind: 'folders',
    classes: counts.map((_, label) => `class ${label}`),
    images,
    skipped: [],
  }
}

const fact = fc.record({
  counts: fc.array(fc.integer({ min: 4, max: 700 }), { minLength: 2, maxLength: 4 }),
  groups: fc.constantFrom(0, 0, 4, 9),
  width: fc.integer({ min: 16, max: 3000 }),
  name: fc.constantFrom(
    'photos',
    '2024',
    'null',
    'a: b',
    'photos #2',
    '~',
    '- x',
    `$\{HOME} pics`,
    "it's",
    'ö"x',
  ),
})

const edit = fc.record({
  kind: fc.constantFrom('narrow', 'fix', 'remove', 'halve', 'single'),
  at: fc.nat(),
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  to: fc.double({ min: 0, max: 1, noNaN: true }),
})
type Edit = typeof edit extends fc.Arbitrary<infer E> ? E : never

/** One of the changes that a person makes first. */
function change(document: Document, { kind, at, from, to }: Edit): void {
  const space = document.get('space')
  if (!isMap(space) || space.items.length < 2) return
  // One that is a single value by now has nothing left to narrow.
  if (!isMap(space.items[at % space.items.length]?.value)) return
  const key = space.items[at % space.items.length]?.key
  const name = isScalar(key) ? String(key.value) : ''
  const { values, min, max } = (document.toJS() as { space: Record<string, Written> }).space[name] ?? {}
  const inside = (share: number) => {
    const [low, high] = [Number(min), Number(max)]
    const value = low + (high - low) * share
    return name === 'unfreezeDepth' ? Math.round(value) : value
  }
  const one = values === undefined ? inside(from) : values[at % values.length]
  if (kind === 'remove') document.deleteIn(['space', name])
  else if (kind === 'fix') {
    document.deleteIn(['space', name])
    document.setIn(['recipe', name], document.createNode(one))
  } else if (kind === 'single')
    document.setIn(['space', name, ...(values ? ['values'] : [])], document.createNode(values ? [one] : one))
  else if (values !== undefined)
    document.setIn(
      ['space', name, 'values'],
      document.createNode(values.slice(0, Math.ceil(values.length / 2))),
    )
  else {
    document.setIn(['space', name, 'min'], Math.min(inside(from), inside(to)))
    document.setIn(['space', name, 'max'], Math.max(inside(from), inside(to)))
  }
}
interface Written {
  readonly values?: readonly unknown[]
  readonly min?: number
  readonly max?: number
}

test('what init writes runs, and what its first edits make of it, too', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'nightsweep-'))
  const file = path.join(folder, 'night.yaml')
  await fc.assert(
    fc.asyncProperty(
      fact,
      fc.array(edit, { maxLength: 4 }),
      async ({ counts, groups, width, name }, edits) => {
        const dataset = datasetOf(counts, groups)
        const choices = choose(dataset, [{ width, height: width }], 7)
        await mkdir(path.join(folder, name), { recursive: true })
        const facts: FileFacts = {
          name: 'night',
          dataPath: name,
          images: dataset.images.length,
          classes: counts.length,
          side: width,
          seed: 7,
          schema: './schema.json',
        }
        const text = searchSpaceText(facts, choices)
        await writeFile(file, text)
        const first = await loadSweep(file)
        expect(first.notes).toBeUndefined()
        expect(first.data.path).toBe(path.join(folder, name))
        const document = parseDocument(text)
        for (const each of edits) change(document, each)
        await writeFile(file, String(document))
        const sweep = await loadSweep(file)
        expect(reachableRecipes(sweep).length).toBeGreaterThan(0)
        const space = spaceOf(sweep)
        for (const { config, origin } of openingOf(sweep))
          if (origin === 'defaults') expect(checkConfig(space, config)).toEqual([])
      },
    ),
    { seed: 10, numRuns: 40 },
  )
})
