import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { explain } from '../../src/base/errors.ts'
import { loadSweep } from '../../src/sweep/load.ts'
import { folderWith } from './files.ts'

const search = 'space: { dropout: { min: 0, max: 0.5 } }\n'

async function project(text: string, folders: readonly string[], settings: readonly string[] = []) {
  const folder = await folderWith({ 'night.yaml': text })
  for (const name of folders) await mkdir(path.join(folder, name))
  const load = () => loadSweep(path.join(folder, 'night.yaml'), settings)
  return { folder, load }
}

async function complaint(load: () => Promise<unknown>, folder: string): Promise<string> {
  const error: unknown = await load().then(
    () => 'no error',
    (reason: unknown) => reason,
  )
  return explain(error).replaceAll(`${folder}${path.sep}`, '')
}

afterEach(() => vi.unstubAllEnvs())

test.each(['2024', '007', '1e3', '0x10', 'yes', 'true', 'null', 'Null', '.5', '.inf', '1_000', '+1', '~x'])(
  'a folder named %s needs no quotes',
  async name => {
    const { folder, load } = await project(`data:\n  path: ${name}\n${search}`, [name])
    expect((await load()).data.path).toBe(path.join(folder, name))
  },
)

test.each([
  'a: b',
  '- dash',
  'x, y',
  '[set]',
  '~',
  'photos #2',
  '#1',
  '{a}',
  '!x',
  '*x',
  '&x',
  '% y',
  '@z',
  '`q',
])('a folder named %s is found in quotes', async name => {
  const written = JSON.stringify(`./${name}`)
  const { folder, load } = await project(`data:\n  path: ${written}\n${search}`, [name])
  expect((await load()).data.path).toBe(path.join(folder, name))
})

test.each([
  ['budget: { trials: 3 }\nname: 2024\n', 'name', '2024'],
  ['name: 1e3\n', 'name', '1e3'],
  ['name: true\n', 'name', 'true'],
])('%j: other texts as well', async (text, key, value) => {
  const { load } = await project(`data: { path: photos }\n${search}${text}`, [])
  expect(await load()).toMatchObject({ [key]: value })
})

test('weight files by every way to name them', async () => {
  const folder = await folderWith({
    '2024': '',
    '1e3': '',
    'night.yaml': `data: { path: photos }
recipe: { weights: { MobileNetV2: 2024, ResNet50: { file: 1e3 } } }
space: { dropout: [0.1] }
`,
    'list.yaml': 'data: { path: photos }\nspace: { weights: [2024, 1e3] }\n',
  })
  const at = (name: string) => path.join(folder, name)
  expect((await loadSweep(at('night.yaml'))).recipe.weights).toEqual({
    MobileNetV2: at('2024'),
    ResNet50: { file: at('1e3') },
  })
  expect((await loadSweep(at('list.yaml'))).space.weights).toMatchObject({ values: [at('2024'), at('1e3')] })
})

test('on the command line and out of a variable, too', async () => {
  vi.stubEnv('NIGHTSWEEP_TEST_YEAR', '2024')
  const { folder, load } = await project(`data: { path: photos }\n${search}`, ['2025'], ['data.path=2025'])
  const here = process.cwd()
  expect(await complaint(load, folder)).toContain(path.join(here, '2025'))
  const other = await project(`data:\n  path: x/../\${NIGHTSWEEP_TEST_YEAR}\n${search}`, ['2024'])
  expect((await other.load()).data.path).toBe(path.join(other.folder, '2024'))
})

test('a number stays one where a number belongs, and what no text can be is refused', async () => {
  const { folder, load } = await project(`data: { path: [photos], imageSize: yes }\n${search}`, [])
  const text = await complaint(load, folder)
  expect(text).toContain('data.path: must be text (got ["photos"])')
  expect(text).toContain('data.imageSize: must be a number (got "yes")')
})

test.each(['photos #2', 'photos #2 # a real comment', 'photos #2 #3'])(
  '%s: the end is no comment',
  async written => {
    const name = /#3/.test(written) ? 'photos #2 #3' : 'photos #2'
    const { folder, load } = await project(`data:\n  path: ${written}\n${search}`, [name])
    expect(await complaint(load, folder)).toContain(
      `night.yaml:2:9: data.path: the value ends at #, where a comment begins: for ${name} write "${name}"`,
    )
  },
)

test('a comment behind a path is one where no longer name is there', async () => {
  const { folder, load } = await project(`data:\n  path: photos # 2\n${search}`, [])
  expect((await load()).data.path).toBe(path.join(folder, 'photos'))
})

test('a comment that swallows the bracket is told as the reason', async () => {
  const { folder, load } = await project(`data: { path: photos #2, imageSize: 48 }\n${search}`, ['photos #2'])
  expect(await complaint(load, folder)).toContain('night.yaml:1:22: a comment begins here')
})

test('a name with the marks of a variable in it', async () => {
  const name = `$\{NIGHTSWEEP_TEST_NONE} pics`
  const wrong = await project(`data:\n  path: ${name}\n${search}`, [name])
  expect(await complaint(wrong.load, wrong.folder)).toContain('write $${NIGHTSWEEP_TEST_NONE}')
  const right = await project(`data:\n  path: $${name}\n${search}`, [name])
  expect((await right.load()).data.path).toBe(path.join(right.folder, name))
})

test('a comment on the command line is none either', async () => {
  const { folder, load } = await project(`data: { path: photos }\n${search}`, [])
  const place = path.join(folder, 'photos #2')
  await mkdir(place)
  const file = path.join(folder, 'night.yaml')
  expect((await load()).data.path).toBe(path.join(folder, 'photos'))
  expect(await complaint(() => loadSweep(file, [`data.path=${place}`]), folder)).toContain(
    '--set data.path: the value ends at #',
  )
})
