import { expect, test } from 'vitest'
import { showCommand } from '../../src/commands/show.ts'
import { finished, output, runsWith, someEvents } from './some-runs.ts'

async function show(trial: number, options = {}, events = someEvents(finished)) {
  const out = output()
  const runs = await runsWith(events)
  expect(await showCommand('flowers', trial, { runs, ...options }, out)).toBe(0)
  return out
}

test('a trial with all there is to know', async () => {
  const { lines } = await show(0)
  const text = lines.join('\n').replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'T')
  expect(text.split('\n')).toEqual([
    'Trial 0 of flowers: completed, rank 2 (the best with 47 %). accuracy 0.9100',
    '±0.154. 1m 15s of training, 9 epochs. Started T, took 16s.',
    '',
    'Configuration (from the queue)',
    '  learningRate  0.01',
    '  batchSize     32',
    '',
    'Fixed values that are not the defaults',
    '  weights     random',
    '  headEpochs  3',
    '',
    'Folds',
    '  fold  state  accuracy  balancedAccuracy  macroF1  logLoss  epochs  time',
    '     1   done    0.9000            0.9000   0.9000   0.9000       3   25s',
    '     2   done    0.9100            0.9100   0.9100   0.9100       3   25s',
    '     3   done    0.9200            0.9200   0.9200   0.9200       3   25s',
    '',
    'Learning curves: accuracy after each epoch, 0.3000 to 0.9200',
    '     1  ▁▄█  0.3000 → 0.9000, fine-tuned from epoch 3',
    '     2  ▁▄█  0.3033 → 0.9100, fine-tuned from epoch 3',
    '     3  ▁▅█  0.3067 → 0.9200, fine-tuned from epoch 3',
  ])
})

test('a metric that the run was written without has no column', async () => {
  const without = (key: string, value: unknown) => (key === 'macroF1' ? undefined : value)
  const older = JSON.parse(JSON.stringify(someEvents(finished)), without)
  const { lines } = await show(0, {}, older)
  expect(lines).toContain('  fold  state  accuracy  balancedAccuracy  logLoss  epochs  time')
})

test('why a trial was pruned', async () => {
  const { lines } = await show(3)
  expect(lines.join(' ')).toMatch(
    /^Trial 3 of flowers: pruned\. accuracy 0\.3 below the median 0\.9\. accuracy 0\.3000, over all folds about 0\.\d{4}\. /,
  )
})

test('as JSON: the row of the leaderboard, the recipe and the folds with their reports', async () => {
  const shown = JSON.parse((await show(1, { json: true })).text)
  expect(shown).toMatchObject({
    run: 'flowers',
    rank: 1,
    trial: 1,
    tie: true,
    origin: 'sampler',
    recipe: { headEpochs: 3, weights: 'random' },
  })
  expect(shown.folds).toHaveLength(3)
  expect(shown.folds[2].reports).toHaveLength(3)
  expect(shown.folds[2]).toMatchObject({ fold: 2, state: 'done', metrics: { accuracy: 0.93 } })
})

test('a number that is not there', async () => {
  await expect(show(9)).rejects.toThrow('run flowers has no trial 9: it has 4 trials, numbered from 0 to 3')
})

test('a fold that was trained in parts of a batch says so, and what batch norm makes of it', async () => {
  const inParts = (sweep: object) =>
    someEvents(finished).map(event => {
      if (event.type === 'foldStarted' && event.fold === 1) return { ...event, microBatch: 16 }
      return event.type === 'run' ? { ...event, sweep: { ...event.sweep, ...sweep } } : event
    })
  const { lines } = await show(0, {}, inParts({}))
  expect(lines.join('\n')).toContain('  fold 2: trained with 16 images at a time\n')
  expect(lines.join('\n')).not.toContain('batch norm')
  const { lines: trained } = await show(0, {}, inParts({ recipe: { batchNorm: 'trained' } }))
  expect(trained.join('\n')).toContain('batch norm learned from the images of each part')
})
