import path from 'node:path'
import { expect, test } from 'vitest'
import { UserError } from '../../src/base/errors.ts'
import { loadSweep } from '../../src/sweep/load.ts'
import { folderWith } from './files.ts'

const rest = 'data: { path: photos }\nspace:\n  dropout: [0.1, 0.2]\n'
const list = (count: number, of: (i: number) => string) =>
  `[${Array.from({ length: count }, (_, i) => of(i)).join()}]`
/** Nine of the one before, nine times. */
const bomb = Array.from(
  { length: 10 },
  (_, i) => `a${i}: &a${i} ${list(9, () => (i === 0 ? 'lol' : `*a${i - 1}`))}\n`,
)

const cases: readonly (readonly [string, string, RegExp, RegExp])[] = [
  ['20,000 flat aliases', `a: &a [1]\nb: ${list(20_000, () => '*a')}\n${rest}`, /alias number 1001/, /:2$/],
  ['aliases of aliases', bomb.join('') + rest, /with \*a4 written out/, /:6:\d+$/],
  [
    'one long list, many times',
    `a: &a ${list(5000, String)}\nb: ${list(900, () => '*a')}\n${rest}`,
    /with \*a written out/,
    /:2:\d+$/,
  ],
  ['a choice of 200,000 values', rest.replace('[0.1, 0.2]', list(200_000, String)), /200000 words/, /:3$/],
  [
    'a choice of 20,000 values',
    rest.replace(
      '[0.1, 0.2]',
      list(20_000, i => String(i / 20_000)),
    ),
    /at most 10000/,
    /:3:\d+$/,
  ],
  ['100,000 brackets', `${rest}x: ${'['.repeat(90_000)}`, /nested too deeply/, /:4:\d+$/],
  [
    '10,000 steps of indent',
    Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''),
    /deeply/,
    /:\d+:\d+$/,
  ],
  ['JSON in JSON', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`, /200000 words|deeply/, /:1/],
  ['20 MB of quotes', '"'.repeat(20_000_000), /20000000 bytes/, /yaml$/],
  ['15 MB of quotes', '"'.repeat(15_000_000), /200000 words/, /:1$/],
  [
    '10,000 keys',
    rest + Array.from({ length: 10_000 }, (_, i) => `k${i}: 1\n`).join(''),
    /10002 keys/,
    /:1:1$/,
  ],
  ['keys of the language', `${rest}__proto__: { a: 1 }\nconstructor: 1\n`, /2 things are wrong/, /yaml$/],
  [
    'parameters of the language',
    rest.replace('dropout:', '__proto__: [1]\n  constructor: [1]\n  toString: [1]\n  dropout:'),
    /3 things are wrong/,
    /yaml$/,
  ],
]

test.each(cases)('%s: told at once, with the place', async (_, text, message, where) => {
  const folder = await folderWith({ 'night.yaml': text })
  const begun = performance.now()
  const error = await loadSweep(path.join(folder, 'night.yaml')).catch((thrown: unknown) => thrown)
  expect(performance.now() - begun).toBeLessThan(6000)
  expect(error).toBeInstanceOf(UserError)
  expect(error).toMatchObject({
    message: expect.stringMatching(message),
    where: expect.stringMatching(where),
  })
  if (error instanceof UserError) expect(error.details.length).toBeLessThan(60)
})

test('what an honest file has is read', async () => {
  const text = `a: &a { min: 0, max: 0.5 }\ndata: { path: photos }\nspace:\n  dropout: *a\n  learningRate: ${list(5000, i => String((i + 1) / 5000))}\n`
  const folder = await folderWith({
    'night.yaml': text.replace('a: &a { min: 0, max: 0.5 }\n', '').replace('*a', '&a [0.1, 0.2, 0.1]'),
  })
  const { space } = await loadSweep(path.join(folder, 'night.yaml'))
  expect(space.dropout).toMatchObject({ values: [0.1, 0.2] })
  expect(space.learningRate).toMatchObject({ values: { length: 5000 } })
})

test.each(['dropout=*a', `dropout=${list(3, () => '&a [1,1]')}${'['.repeat(5000)}`, 'space.__proto__.x=1'])(
  '--set %s is refused',
  async setting => {
    const folder = await folderWith({ 'night.yaml': rest })
    await expect(loadSweep(path.join(folder, 'night.yaml'), [setting])).rejects.toBeInstanceOf(UserError)
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  },
)
