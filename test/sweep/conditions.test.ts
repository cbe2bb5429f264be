import path from 'node:path'
import { expect, test } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import { checkConfig } from '../../src/space/contains.ts'
import { gridOf } from '../../src/space/grid.ts'
import { sampleConfig } from '../../src/space/sample.ts'
import { gridSizeOf, sizeOf } from '../../src/space/size.ts'
import { loadSweep } from '../../src/sweep/load.ts'
import { storedSweepSchema } from '../../src/sweep/stored.ts'
import { spaceOf } from '../../src/sweep/sweep.ts'
import { folderWith } from './files.ts'

async function load(text: string) {
  const folder = await folderWith({ 'night.yaml': `data: { path: photos }\n${text}` })
  return loadSweep(path.join(folder, 'night.yaml'))
}

test.each([
  ['">0"', { is: '>', than: 0 }, [1, 2, 3]],
  ["' >= 2 '", { is: '>=', than: 2 }, [2, 3]],
  ['"<1.5"', { is: '<', than: 1.5 }, [0, 1]],
  ['"<= 1e0"', { is: '<=', than: 1 }, [0, 1]],
  ['[0, 3]', [0, 3], [0, 3]],
  ['2', [2], [2]],
] as const)('when unfreezeDepth is %s', async (written, wanted, depths) => {
  const sweep = await load(
    `space:\n  fineTuneFactor: { values: [0.1, 0.2], when: { unfreezeDepth: ${written} } }\n  unfreezeDepth: { min: 0, max: 3 }\n`,
  )
  const { fineTuneFactor } = sweep.space
  expect(fineTuneFactor?.when).toEqual({ unfreezeDepth: wanted })
  expect(storedSweepSchema.parse(JSON.parse(JSON.stringify(sweep))).space).toEqual(sweep.space)
  const space = spaceOf(sweep)
  const grid = [...gridOf(space, 3)]
  expect(sizeOf(space)).toBe(4 + depths.length)
  expect(grid).toHaveLength(4 + depths.length)
  const active = grid.flatMap(config => (config.fineTuneFactor === 0.1 ? [config.unfreezeDepth] : []))
  expect(active).toEqual(depths)
  for (const config of grid) expect(checkConfig(space, config)).toEqual([])
})

test('beside a continuous parameter: samples, grid and size agree', async () => {
  const sweep = await load(
    'space:\n  l2: { min: 0, max: 1 }\n  l1: { values: [0, 0.1, 0.2], when: { l2: ">0.4" } }\n',
  )
  const space = spaceOf(sweep)
  expect(gridSizeOf(space, 5)).toBe([...gridOf(space, 5)].length)
  expect(gridSizeOf(space, 5)).toBe(2 + 3 * 3)
  expect(sizeOf(space)).toBe(Infinity)
  const random = createRandom(1)
  const drawn = Array.from({ length: 200 }, (_, i) => sampleConfig(space, random.fork(i)))
  for (const config of drawn) {
    expect('l1' in config).toBe(Number(config.l2) > 0.4)
    expect(checkConfig(space, config)).toEqual([])
  }
  expect(new Set(drawn.map(config => 'l1' in config)).size).toBe(2)
})

const momentum = 'momentum: { min: 0.8, max: 0.99, when: { optimizer: [sgd, rmsprop] } }'

test.each([
  ['one of two values is left', `space:\n  optimizer: [adam, sgd]\n  ${momentum}\n`, true],
  ['the fixed value is one', `recipe: { optimizer: sgd }\nspace:\n  ${momentum}\n`, true],
  ['the only value is none', `space:\n  optimizer: [adam]\n  ${momentum}\n  l2: [0, 0.1]\n`, false],
  ['the fixed value is none', `recipe: { optimizer: adam }\nspace:\n  ${momentum}\n  l2: [0, 0.1]\n`, false],
  ['the default is none', `space:\n  ${momentum}\n  l2: [0, 0.1]\n`, false],
])('a narrowed parent is no mistake: %s', async (_, text, isSearched) => {
  const { space, notes = [] } = await load(text)
  expect('momentum' in space).toBe(isSearched)
  expect(notes).toEqual(
    isSearched
      ? []
      : ['space.momentum is not searched: it needs that optimizer is sgd or rmsprop, which never is so here'],
  )
})

test('a condition that always holds is none; what depends on something left out is left out', async () => {
  const always = await load(
    'recipe: { unfreezeDepth: 2 }\nspace:\n  fineTuneFactor: { values: [0.1, 0.2], when: { unfreezeDepth: ">=2" } }\n',
  )
  expect(always.space.fineTuneFactor?.when).toBeUndefined()
  const { space, notes } = await load(
    `space:\n  optimizer: [adam]\n  ${momentum}\n  l2: { values: [0, 0.1], when: { momentum: ">0.85" } }\n  dropout: [0, 0.5]\n`,
  )
  expect(Object.keys(space)).toEqual(['optimizer', 'dropout'])
  expect(notes).toHaveLength(2)
})

test('a range narrowed below a bound', async () => {
  const text = (max: number) =>
    `space:\n  unfreezeDepth: { min: 0, max: ${max} }\n  fineTuneFactor: { values: [0.1, 0.2], when: { unfreezeDepth: ">2" } }\n`
  expect((await load(text(3))).notes).toBeUndefined()
  expect((await load(text(2))).notes).toEqual([
    'space.fineTuneFactor is not searched: it needs that unfreezeDepth is above 2, which never is so here',
  ])
})

test('a constraint over what is never active still holds', async () => {
  const { space } = await load(
    `space:\n  optimizer: [adam]\n  ${momentum}\n  l2: [0, 0.1]\nconstraints: ["momentum < 0.85"]\n`,
  )
  expect(Object.keys(space)).toEqual(['optimizer', 'momentum', 'l2'])
  expect(sizeOf(spaceOf({ space }))).toBe(2)
})

test.each([
  ['optimizer: [adam, adam, sgd]', ['adam', 'sgd'], 'space.optimizer has adam twice: it counts once'],
  ['learningRate: [0.1, 1e-1, 0.10]', [0.1], 'space.learningRate has 0.1 3 times: it counts once'],
  ['batchSize: { values: [0x10, 16, 32] }', [16, 32], 'space.batchSize has 16 twice: it counts once'],
  [
    'schedule: [{ type: step, every: 2, factor: 0.5 }, { factor: 0.5, type: step, every: 2 }]',
    [{ type: 'step', every: 2, factor: 0.5 }],
    /^space\.schedule has .* twice: it counts once$/,
  ],
])('equal values count once: %s', async (text, values, note) => {
  const sweep = await load(`space:\n  ${text}\n`)
  expect(Object.values(sweep.space)[0]).toMatchObject({ values })
  expect(sweep.notes).toEqual([note instanceof RegExp ? expect.stringMatching(note) : note])
  expect(sizeOf(spaceOf(sweep))).toBe(values.length)
})

test.each(['constructor', 'toString'])('a condition on %s is a condition on nothing', async name => {
  const text = `space: { dropout: { min: 0, max: 0.5, when: { ${name}: [1] } } }`
  await expect(load(text)).rejects.toThrow('is not under space')
})
