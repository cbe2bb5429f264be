import { expect, test } from 'vitest'
import { importanceCommand } from '../../src/commands/importance.ts'
import { fold, output, runsWith, someEvents, type WithoutTime } from './some-runs.ts'

/** Better with a learning rate near the middle; the batch size does nothing. */
const more = Array.from({ length: 26 }, (_, i): WithoutTime[] => {
  const number = 4 + i
  const score = 0.9 - Math.abs(i - 13) / 40
  const config = { learningRate: 10 ** (-4 + i / 10), batchSize: i % 2 === 0 ? 32 : 64 }
  return [
    { type: 'trialStarted', trial: number, config, origin: 'sampler' },
    ...[0, 1, 2].flatMap(f => fold(number, f, score + f / 100)),
    { type: 'trialEnded', trial: number, state: 'completed', reason: '' },
  ]
}).flat()

test('a table with bars and intervals, and what works best', async () => {
  const out = output()
  expect(await importanceCommand('flowers', { runs: await runsWith(someEvents(...more)) }, out)).toBe(0)
  const [rate, batch] = out.lines.filter(line => /^(learningRate|batchSize) /.test(line))
  expect(out.text.replace(/\s+/g, ' ')).toContain('30 trials is among the best 25 % by accuracy')
  expect(rate).toMatch(/^learningRate +0\.\d\d █+ +0\.\d\d–0\.\d\d +30 +[\d.e-]+ to [\d.]+$/)
  expect(batch).toMatch(/^batchSize +0\.\d\d /)
  expect(out.text).toMatch(/learningRate × batchSize +0\.\d\d/)
  expect(Math.max(...out.lines.map(line => line.length))).toBeLessThanOrEqual(80)
})

test('--json has the same for scripts', async () => {
  const out = output()
  await importanceCommand('flowers', { runs: await runsWith(someEvents(...more)), json: true }, out)
  const told = JSON.parse(out.text)
  expect(told).toMatchObject({ run: 'flowers', metric: 'accuracy', topShare: 0.25, trials: 30 })
  expect(told.parameters.map(({ parameter }: { parameter: string }) => parameter)).toEqual([
    'learningRate',
    'batchSize',
  ])
  expect(Object.keys(told.parameters[0])).toEqual('parameter importance low high trials best'.split(' '))
})

test('too few trials, and no such run, are told with the next step', async () => {
  const runs = await runsWith(someEvents())
  await expect(importanceCommand('flowers', { runs }, output())).rejects.toMatchObject({
    message: 'importance needs 10 trials with a finished fold, and run flowers has 4',
    next: expect.stringContaining('nightsweep resume flowers --trials 30'),
  })
  await expect(importanceCommand('flwers', { runs }, output())).rejects.toThrow('there is no run "flwers"')
})
