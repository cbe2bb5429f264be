import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createPrefixes } from '../../src/sweep/cost.ts'
import { loadSweep } from '../../src/sweep/load.ts'
import { recipeOf } from '../../src/sweep/recipe-of.ts'
import { conv, functional, input, layer } from '../backbones/layers-model/keras.ts'
import { folderWith } from './files.ts'

const topology = (...rest: ReturnType<typeof layer>[]) =>
  JSON.stringify({
    modelTopology: functional([
      input(),
      conv('first', 'image', { strides: 2 }),
      conv('second', 'first'),
      ...rest,
    ]),
    weightsManifest: [{ paths: ['weights.bin'], weights: [] }],
  })

/** The messages of a sweep that is refused, or the sweep. */
async function load(text: string, model = topology()) {
  const folder = await folderWith({
    'night.yaml': `data: { path: photos, imageSize: 40 }\n${text}`,
    'mine/model.json': model,
  })
  return { folder, sweep: loadSweep(path.join(folder, 'night.yaml')) }
}

const recipe = 'recipe: { backbone: LayersModel, weights: mine/model.json }\n'

test('its blocks count, and its activations are planned', async () => {
  const { folder, sweep } = await load(`${recipe}space: { unfreezeDepth: [0, 2] }\n`)
  const loaded = recipeOf(await sweep, { unfreezeDepth: 1 })
  expect(loaded.weights).toBe(path.join(folder, 'mine/model.json'))
  expect(createPrefixes(40)(loaded)).toMatchObject([
    {
      backbone: 'LayersModel',
      depth: 0,
      layer: 'second',
      multiplyAdds: 20 * 20 * 9 * 4 * 7,
    },
    {
      backbone: 'LayersModel',
      depth: 1,
      layer: 'first',
      multiplyAdds: 20 * 20 * 9 * 4 * 3,
    },
  ])
})

test('two models are two networks', async () => {
  const { folder, sweep } = await load(`${recipe}space: { dropout: [0, 0.1] }\n`)
  const own = recipeOf(await sweep, {})
  await mkdir(path.join(folder, 'other'))
  const other = path.join(folder, 'other/model.json')
  await writeFile(other, topology(conv('third', 'second')))
  const prefixesOf = createPrefixes(40)
  const layers = [own, { ...own, weights: other }].flatMap(prefixesOf).map(prefix => prefix.layer)
  expect(layers).toEqual(['second', 'third'])
})

test.each([
  ['space: { unfreezeDepth: [0, 3] }', 'must be at most 2: mine has 2 blocks (got 3)', undefined],
  [
    'space: { dropout: [0, 0.1] }',
    'layer up is a UpSampling2D',
    topology(layer('UpSampling2D', 'up', {}, 'second')),
  ],
  ['space: { dropout: [0, 0.1] }', 'it is not JSON', 'weights'],
])('%s: %s', async (space, message, model) => {
  const { sweep } = await load(`${recipe}${space}\n`, model)
  await expect(sweep).rejects.toThrow(message)
})

test('it needs a file, and a file that is missing is told once', async () => {
  const { sweep } = await load('recipe: { backbone: LayersModel }\nspace: { dropout: [0, 0.1] }\n')
  await expect(sweep).rejects.toThrow('LayersModel has no weights "imagenet"')
  const missing = await load(
    'recipe: { backbone: LayersModel, weights: gone.json }\nspace: { dropout: [0, 0.1] }\n',
  )
  await expect(missing.sweep).rejects.toThrow(/^recipe.weights: there is no file .*gone.json/)
})
