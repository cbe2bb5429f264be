import path from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { loadSweep } from '../../src/sweep/load.ts'
import { folderWith } from './files.ts'

const smallest = 'data: { path: photos }\nspace:\n  dropout: { min: 0, max: 0.5 }\n'

async function load(
  text: string,
  settings: readonly string[] = [],
  files: Readonly<Record<string, string>> = {},
) {
  const folder = await folderWith({ 'night.yaml': text, ...files })
  return { folder, sweep: await loadSweep(path.join(folder, 'night.yaml'), settings) }
}

afterEach(() => vi.unstubAllEnvs())

test('the smallest file: everything else has a default', async () => {
  const { folder, sweep } = await load(smallest)
  expect(sweep).toEqual({
    name: 'night',
    file: path.join(folder, 'night.yaml'),
    data: { path: path.join(folder, 'photos'), imageSize: 160, holdout: 0, duplicates: 'group' },
    folds: { k: 5, stratified: true, grouped: false, seed: 0 },
    objective: { metric: 'accuracy', goal: 'maximize' },
    sampler: { type: 'auto' },
    baseline: true,
    pruner: { type: 'race', minGain: 0.1, minChance: 0.05, startupTrials: 1, cheapTrials: false },
    budget: { trials: 20 },
    recipe: {},
    space: { dropout: { kind: 'float', min: 0, max: 0.5, scale: 'linear' } },
    enqueue: [],
    finalists: { repeats: 2, most: 4 },
    seed: 0,
  })
})

test('a sweep is plain JSON: it survives the journal', async () => {
  const { sweep } = await load(
    `${smallest}recipe: { schedule: cosine, augment: light, earlyStopping: false }\n`,
  )
  expect(JSON.parse(JSON.stringify(sweep))).toEqual(sweep)
})

test('JSON is read as well, indented with tabs', async () => {
  const folder = await folderWith({
    'night.json': '{\n\t"data": { "path": "photos" },\n\t"space": { "l2": [0, 0.01] }\n}\n',
  })
  const sweep = await loadSweep(path.join(folder, 'night.json'))
  expect(sweep.name).toBe('night')
  expect(sweep.space).toEqual({ l2: { kind: 'choice', values: [0, 0.01] } })
})

describe('parameters', () => {
  test.each([
    [
      'learningRate: { min: 1e-5, max: 1e-1, scale: log }',
      { kind: 'float', min: 1e-5, max: 0.1, scale: 'log' },
    ],
    ['unfreezeDepth: { min: 0, max: 4 }', { kind: 'int', min: 0, max: 4, scale: 'linear' }],
    [
      'momentum: { min: 0.8, max: 0.9, step: 0.05 }',
      { kind: 'float', min: 0.8, max: 0.9, scale: 'linear', step: 0.05 },
    ],
    ['optimizer: { values: [adam, sgd] }', { kind: 'choice', values: ['adam', 'sgd'] }],
    ['optimizer: [adam, sgd]', { kind: 'choice', values: ['adam', 'sgd'] }],
    ['optimizer: adam', { kind: 'choice', values: ['adam'] }],
    ['batchSize: 16', { kind: 'choice', values: [16] }],
    [
      'schedule: [cosine, { type: step, every: 2, factor: 0.5 }]',
      { kind: 'choice', values: ['cosine', { type: 'step', every: 2, factor: 0.5 }] },
    ],
    ['earlyStopping: [false, { patience: 2 }]', { kind: 'choice', values: [false, { patience: 2 }] }],
  ])('%s', async (text, parameter) => {
    const { sweep } = await load(`data: { path: photos }\nspace:\n  ${text}\n`)
    expect(Object.values(sweep.space)).toEqual([parameter])
  })

  test('come after those that they depend on; a single value is a list of one', async () => {
    const { sweep } = await load(
      'data: { path: photos }\nspace:\n  momentum: { values: [0.8], when: { optimizer: sgd } }\n  optimizer: [adam, sgd]\n',
    )
    expect(Object.entries(sweep.space)).toEqual([
      ['optimizer', { kind: 'choice', values: ['adam', 'sgd'] }],
      ['momentum', { kind: 'choice', values: [0.8], when: { optimizer: ['sgd'] } }],
    ])
  })
})

test('only fixed values are kept, in their full form', async () => {
  const { sweep } = await load(`${smallest}recipe: { headEpochs: 3, schedule: step }\n`)
  expect(sweep.recipe).toEqual({
    headEpochs: 3,
    schedule: { type: 'step', every: 5, factor: 0.1, warmupEpochs: 0 },
  })
})

test('the goal follows from the metric', async () => {
  const { sweep } = await load(`${smallest}objective: { metric: logLoss }\n`)
  expect(sweep.objective).toEqual({ metric: 'logLoss', goal: 'minimize' })
})

describe('budget', () => {
  test.each([
    ['budget: { until: 7:30 }', { until: '07:30' }],
    ['budget: { hours: 8, target: 0.99 }', { hours: 8, target: 0.99 }],
    ['budget: {}', { trials: 20 }],
    ['sampler: { type: grid }', {}],
  ])('%s', async (text, budget) => {
    const { sweep } = await load(`${smallest}${text}\n`)
    expect(sweep.budget).toEqual(budget)
  })
})

describe('file names', () => {
  const files = { 'mobile.h5': '', 'sub/resnet.safetensors': '', 'folds.json': '{}' }

  test('count from the file that names them, wherever they stand', async () => {
    const { folder, sweep } = await load(
      `data: { path: photos }
folds: { file: folds.json }
recipe: { weights: { MobileNetV2: mobile.h5, ResNet50: { file: sub/resnet.safetensors, padding: torch } } }
space: { dropout: [0.1] }
sampler: { type: list }
enqueue:
  - { dropout: 0.1, weights: mobile.h5 }
  - { dropout: 0.1, weights: random }
`,
      [],
      files,
    )
    const at = (name: string) => path.join(folder, name)
    expect(sweep.folds.file).toBe(at('folds.json'))
    expect(sweep.recipe.weights).toEqual({
      MobileNetV2: at('mobile.h5'),
      ResNet50: { file: at('sub/resnet.safetensors'), padding: 'torch' },
    })
    expect(sweep.enqueue.map(({ weights }) => weights)).toEqual([at('mobile.h5'), 'random'])
  })

  test('among searched weights', async () => {
    const { folder, sweep } = await load(
      'data: { path: photos }\nspace: { weights: [imagenet, mobile.h5] }\n',
      [],
      files,
    )
    expect(sweep.space.weights).toEqual({
      kind: 'choice',
      values: ['imagenet', path.join(folder, 'mobile.h5')],
    })
  })

  test('given on the command line count from the current folder', async () => {
    const { sweep } = await load('space: { dropout: [0.1] }\n', [
      'data.path=test',
      'recipe.weights=package.json',
    ])
    expect(sweep.data.path).toBe(path.resolve('test'))
    expect(sweep.recipe.weights).toBe(path.resolve('package.json'))
  })
})

describe('enqueue', () => {
  const space = 'data: { path: photos }\nspace: { optimizer: [adam, sgd] }\n'
  const configs = '[{ "optimizer": "sgd", "headEpochs": 3 }, { "optimizer": "adam" }]'

  test.each([
    ['a list', configs],
    ['a list under configs', `{ "imageSize": 160, "configs": ${configs} }`],
  ])('from a file with %s', async (_, text) => {
    const { sweep } = await load(`${space}enqueue: sub/configs.json\n`, [], { 'sub/configs.json': text })
    expect(sweep.enqueue).toEqual([{ optimizer: 'sgd', headEpochs: 3 }, { optimizer: 'adam' }])
  })

  test('the list sampler takes configs that leave searched values at their defaults', async () => {
    const { sweep } = await load(
      `data: { path: photos }\nsampler: { type: list }\nenqueue: [{ learningRate: 0.01 }]\n`,
    )
    expect(sweep).toMatchObject({ space: {}, enqueue: [{ learningRate: 0.01 }], budget: {} })
  })
})

describe('--set', () => {
  test('overrides and adds values, read as YAML', async () => {
    const { sweep } = await load(smallest, [
      'data.imageSize=96',
      'folds.k=3',
      'space.dropout=[0.1, 0.2]',
      'space.batchSize={values: [8, 16]}',
      'recipe.optimizer=sgd',
      'name=other',
    ])
    expect(sweep).toMatchObject({
      name: 'other',
      data: { imageSize: 96 },
      folds: { k: 3 },
      recipe: { optimizer: 'sgd' },
    })
    expect(sweep.space).toEqual({
      dropout: { kind: 'choice', values: [0.1, 0.2] },
      batchSize: { kind: 'choice', values: [8, 16] },
    })
  })

  test.each([
    [
      'data.path=nowhere',
      { where: '--set data.path', message: `there is no folder or file ${path.resolve('nowhere')}` },
    ],
    ['data.imagesize=96', { where: '--set data.imagesize', message: 'unknown key; did you mean imageSize?' }],
    ['folds.k=many', { where: '--set folds.k', message: 'must be a number (got "many")' }],
    ['folds={ k: 1 }', { where: '--set folds', message: 'folds.k: must be at least 2 (got 1)' }],
    ['folds', { where: '--set', message: '"folds" is not field=value' }],
    ['folds.k=[3', { where: '--set folds.k', message: 'the value [3 cannot be read as YAML' }],
  ])('%s is told of as such', async (setting, error) => {
    await expect(load(smallest, [setting])).rejects.toMatchObject(error)
  })
})

describe('environment variables', () => {
  const text = `data:\n  path: \${SWEEP_PHOTOS:-photos}\n  imageSize: \${SWEEP_SIZE:-96}\nspace: { dropout: [0.1] }\n`

  test('not set: the default, which counts from the file', async () => {
    const { folder, sweep } = await load(text)
    expect(sweep.data).toMatchObject({ path: path.join(folder, 'photos'), imageSize: 96 })
  })

  test('set: counts from the current folder; a number is a number', async () => {
    vi.stubEnv('SWEEP_PHOTOS', 'test')
    vi.stubEnv('SWEEP_SIZE', '64')
    const { sweep } = await load(text)
    expect(sweep.data).toMatchObject({ path: path.resolve('test'), imageSize: 64 })
  })

  test('inside a text, and quoted', async () => {
    vi.stubEnv('SWEEP_NAME', '7')
    const { sweep } = await load(`${smallest}name: "\${SWEEP_NAME}"\n`)
    expect(sweep.name).toBe('7')
    expect((await load(`${smallest}name: night-\${SWEEP_NAME}\n`)).sweep.name).toBe('night-7')
  })

  test('an override makes a missing one harmless', async () => {
    const { sweep } = await load(`data:\n  path: \${SWEEP_NOT_SET}\nspace: { dropout: [0.1] }\n`, [
      'data.path=test',
    ])
    expect(sweep.data.path).toBe(path.resolve('test'))
  })
})

test.each([
  ['nowhere.yaml', 'this file does not exist'],
  ['photos', 'this is a folder, not a search-space file'],
  ['picture.yaml', 'this is not a text file: a search-space file is YAML or JSON, in UTF-8'],
])('%s: %s', async (name, message) => {
  const file = path.join(await folderWith({ 'picture.yaml': 'JFIF\u0000\u0001' }), name)
  await expect(loadSweep(file)).rejects.toMatchObject({ name: 'UserError', where: file, message })
})

test('a slip in a JSON file is told in JSON’s words', async () => {
  const folder = await folderWith({ 'night.json': '{"data": {"path": "photos"},\n "space": {"l2": [0]}\n' })
  await expect(loadSweep(path.join(folder, 'night.json'))).rejects.toMatchObject({
    message: expect.stringContaining('a bracket is opened but not closed: } is missing'),
    next: expect.stringContaining('JSON is {"key": value'),
  })
})
