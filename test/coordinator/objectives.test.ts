import { expect, test } from 'vitest'
import { leaderboard } from '../../src/leaderboard/rank.ts'
import type { Sweep } from '../../src/sweep/sweep.ts'
import { simulate, someSweep } from './simulate.ts'

const sweep: Sweep = someSweep({
  objective: {
    metric: 'accuracy',
    goal: 'maximize',
    against: ['parameters', 'multiplyAdds', 'trainingSeconds'],
  },
  data: { path: '/flowers', imageSize: 96, holdout: 0 },
  space: {
    backbone: { kind: 'choice', values: ['MobileNetV2', 'ResNet50'] },
    hiddenUnits: { kind: 'choice', values: [0, 64] },
    dropout: { kind: 'float', min: 0, max: 0.6, scale: 'linear' },
  },
})

test('what trials cost is written down when they begin, as Keras counts it', async () => {
  const { state } = await simulate(sweep)
  const { trials, objectives } = leaderboard(state)
  expect(objectives?.map(({ metric }) => metric)).toEqual([
    'accuracy',
    'parameters',
    'multiplyAdds',
    'trainingSeconds',
  ])
  for (const { config, values } of trials) {
    const isSmall = config.backbone === 'MobileNetV2'
    const features = isSmall ? 1280 : 2048
    const units = Number(config.hiddenUnits)
    const head = units === 0 ? features * 2 + 2 : features * units + units + units * 2 + 2
    expect(values?.parameters).toBe((isSmall ? 2_257_984 : 23_587_712) + head)
    expect(values?.trainingSeconds).toBeGreaterThan(0)
    expect(values?.multiplyAdds).toBeGreaterThan(isSmall ? 5e7 : 7e8)
  }
  expect(trials.some(({ front }) => front)).toBe(true)
})

test('a session that goes on measures what the last one did not', async () => {
  const { journal } = await simulate(sweep)
  const cut = journal.findIndex(({ type }) => type === 'measured')
  const { state } = await simulate(sweep, { journal: journal.slice(0, cut) })
  expect(state.trials).toHaveLength(6)
  expect(state.trials.every(({ measured }) => (measured?.parameters ?? 0) > 0)).toBe(true)
})
