import path from 'node:path'
import { expect, test } from 'vitest'
import { explain } from '../../src/base/errors.ts'
import { loadSweep } from '../../src/sweep/load.ts'
import { folderWith } from './files.ts'

async function complaint(text: string): Promise<string> {
  const folder = await folderWith({ 'night.yaml': text })
  const error: unknown = await loadSweep(path.join(folder, 'night.yaml')).then(
    () => 'no error',
    (reason: unknown) => reason,
  )
  return explain(error)
}

const head = 'data: { path: photos }\n'
const search = `${head}space: { dropout: [0, 0.5] }\n`

test.each([
  ['lr', 'learningRate'],
  ['learning_rate', 'learningRate'],
  ['LR', 'learningRate'],
  ['epochs', 'headEpochs or fineTuneEpochs'],
  ['num_epochs', 'headEpochs or fineTuneEpochs'],
  ['batch_size', 'batchSize'],
  ['batch', 'batchSize'],
  ['models', 'backbone'],
  ['base_model', 'backbone'],
  ['architecture', 'backbone'],
  ['weight_decay', 'l2'],
  ['dropout_rate', 'dropout'],
  ['augmentation', 'augment'],
  ['scheduler', 'schedule'],
  ['patience', 'earlyStopping'],
  ['optimiser', 'optimizer'],
])('under recipe %s is %s', async (key, name) => {
  expect(await complaint(`${search}recipe: { ${key}: 1 }\n`)).toContain(
    `recipe.${key}: unknown key; did you mean ${name}?`,
  )
})

test.each([
  ['data: { path: photos, img_size: 64 }', 'data.img_size: unknown key; did you mean imageSize?'],
  ['data: { dir: photos }', 'data.dir: unknown key; did you mean path?'],
  [`${head}folds: { n_splits: 3 }`, 'folds.n_splits: unknown key; did you mean k?'],
  [`${head}folds: { cv: 3 }`, 'folds.cv: unknown key; did you mean k?'],
  [`${head}budget: { n_trials: 3 }`, 'budget.n_trials: unknown key; did you mean trials?'],
  [`${head}budget: { max_trials: 3 }`, 'budget.max_trials: unknown key; did you mean trials?'],
  [`${head}objective: { monitor: accuracy }`, 'objective.monitor: unknown key; did you mean metric?'],
  [`${head}random_state: 3`, 'random_state: unknown key; did you mean seed?'],
  [`${head}cross_validation: { k: 3 }`, 'cross_validation: unknown key; did you mean folds?'],
  [`${head}lr: 0.1`, 'lr: is called learningRate here and belongs under recipe when it is fixed'],
  [`${head}epochs: 3`, 'epochs: is called headEpochs or fineTuneEpochs here and belongs under recipe'],
  [`${head}n_trials: 3`, 'n_trials: is called trials here and belongs under budget'],
  [`${head}image_size: 64`, 'image_size: is called imageSize here and belongs under data'],
])('%j', async (text, message) => {
  const rest = text.includes('space') ? '' : '\nspace: { dropout: [0, 0.5] }\n'
  const said = await complaint(`${text}${rest}`)
  expect(said).toContain(message)
  expect(said).not.toContain('is missing')
})

test.each([
  [
    '{ low: 0.1, high: 0.5 }',
    ['low: unknown key; did you mean min?', 'high: unknown key; did you mean max?'],
  ],
  ['{ choices: [0.1, 0.5] }', ['choices: unknown key; did you mean values?']],
  ['{ min: 0.1, max: 0.5, distribution: uniform }', ['distribution: unknown key; did you mean scale?']],
  [
    '{ min: 0.1, max: 0.5, scale: log_uniform }',
    ['must be linear or log (got "log_uniform"); did you mean log?'],
  ],
])('a range as other tools write it: %s', async (range, messages) => {
  const said = await complaint(`${head}space: { dropout: ${range} }\n`)
  for (const message of messages) expect(said).toContain(message)
  expect(said).not.toContain('is missing')
})

test.each([
  ['metric', 'f1', 'did you mean macroF1?'],
  ['metric', 'acc', 'did you mean accuracy?'],
  ['metric', 'val_accuracy', 'did you mean accuracy?'],
  ['metric', 'val_loss', 'did you mean logLoss?'],
  ['metric', 'loss', 'did you mean logLoss?'],
  ['metric', 'auc', 'there is no area under the curve here; nearest to it are logLoss and balancedAccuracy'],
  ['metric', 'roc_auc', 'there is no area under the curve here'],
  ['metric', 'precision', 'there is no precision here; nearest to it is macroF1'],
  ['metric', 'kappa', 'there is no kappa here'],
  ['against', 'f1_score', 'did you mean macroF1?'],
  ['goal', 'max', 'did you mean maximize?'],
])('objective.%s: %s', async (key, value, hint) => {
  expect(await complaint(`${search}objective: { ${key}: ${value} }\n`)).toContain(`(got "${value}"); ${hint}`)
})

test.each([
  ['backbone', 'resnet', 'ResNet50'],
  ['backbone', 'mobilenet', 'MobileNetV2'],
  ['backbone', 'EfficientNet', 'EfficientNetB0'],
  ['optimizer', 'adamw', 'adam'],
])('%s: %s', async (key, value, name) => {
  expect(await complaint(`${search}recipe: { ${key}: ${value} }\n`)).toContain(`did you mean ${name}?`)
})

test.each([
  ['sampler', 'bayesian', 'tpe'],
  ['sampler', 'gaussian_process', 'gp'],
  ['sampler', 'grid_search', 'grid'],
  ['pruner', 'successive_halving', 'asha'],
])('%s: %s', async (section, type, name) => {
  expect(await complaint(`${search}${section}: { type: ${type} }\n`)).toContain(`did you mean ${name}?`)
})
