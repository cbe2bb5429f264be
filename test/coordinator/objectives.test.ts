import { expect, test } from 'vitest'
import { networksToMeasure, recordLatencies } from '../../src/coordinator/latencies.ts'
import { createLedger } from '../../src/coordinator/ledger.ts'
import { createMeasuring } from '../../src/coordinator/measuring.ts'
import type { Opened } from '../../src/execution/host/messages.ts'
import { leaderboard } from '../../src/leaderboard/rank.ts'
import { createBook } from '../../src/run/book.ts'
import { samplerSchema } from '../../src/samplers/index.ts'
import { aimsOf } from '../../src/sweep/objective.ts'
import type { Sweep } from '../../src/sweep/sweep.ts'
import { header, simulate, someSweep } from './simulate.ts'

const at = '2026-01-01T22:00:00.000Z'

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

test('latencies of the journal are those of the trials, whichever session measured them', async () => {
  const timed: Sweep = { ...sweep, objective: { ...sweep.objective, against: ['latency'] } }
  const latency = (backbone: 'MobileNetV2' | 'ResNet50', hiddenUnits: number, milliseconds: number) =>
    ({ type: 'latency', at, engine: 'wasm (4)', backbone, hiddenUnits, milliseconds }) as const
  const journal = [
    ...header(timed),
    latency('MobileNetV2', 0, 4),
    latency('MobileNetV2', 64, 5),
    latency('ResNet50', 0, 9),
  ]
  const { state } = await simulate(timed, { journal })
  const found = new Set(
    leaderboard(state).trials.map(({ config, values }) =>
      [config.backbone, config.hiddenUnits, values?.latency].join(' '),
    ),
  )
  expect([...found].sort()).toEqual(
    ['MobileNetV2 0 4', 'MobileNetV2 64 5', 'ResNet50 0 9', 'ResNet50 64 9'].filter(text => found.has(text)),
  )
  expect(found.size).toBeGreaterThan(1)
  const ledger = createLedger({ begun: state, append: async () => undefined, now: () => new Date(at) })
  expect(networksToMeasure(timed, ledger)).toEqual([])
  expect(networksToMeasure(sweep, ledger)).toEqual([])
  const unknown = createLedger({ append: async () => undefined, now: () => new Date(at) })
  expect(networksToMeasure(timed, unknown)).toHaveLength(4)
})

test('a session on another engine says that the latencies are of the first', () => {
  const ledger = createLedger({ append: async () => undefined, now: () => new Date(at) })
  const engine = { name: 'wasm', version: '4', device: 'CPU', isGpu: false } as const
  const network = { backbone: 'ResNet50', hiddenUnits: 0 } as const
  const record = (opened: object) => recordLatencies({ engine, ...opened } as Opened, ledger)
  record({
    latencies: [
      { ...network, milliseconds: 9 },
      { ...network, hiddenUnits: 4, error: 'no memory' },
    ],
  })
  expect(ledger.state.latencies).toEqual([{ ...network, milliseconds: 9, engine: 'wasm (4)' }])
  record({ engine: { ...engine, name: 'webgpu' } })
  expect(ledger.state.notes.map(({ text }) => text)).toEqual([
    'the latency of ResNet50 cannot be measured: no memory',
    'latencies were measured on wasm (4), and not on webgpu (4)',
  ])
})

test.each(['tpe', 'gp', 'nsga2'] as const)(
  '%s tries the same against parameters with one worker as with four',
  async type => {
    const options = { tpe: { startupTrials: 4 }, gp: { startTrials: 4 }, nsga2: { populationSize: 4 } }
    const small: Sweep = {
      ...sweep,
      objective: { metric: 'accuracy', goal: 'maximize', against: ['parameters'] },
      sampler: samplerSchema.parse({ type, ...options[type] }),
      budget: { trials: 12 },
    }
    const configs: unknown[] = []
    for (const capacity of [1, 4]) {
      const { state } = await simulate(small, { capacity })
      configs.push(state.trials.map(({ config }) => config))
    }
    expect(configs[1]).toEqual(configs[0])
  },
)

test('what makes no valid recipe has no losses that are known before', () => {
  const { state } = createBook({ objectives: aimsOf(sweep.objective) })
  const measuring = createMeasuring(sweep, state)
  const unknown = [undefined, undefined, undefined, undefined]
  expect(measuring?.lossesOf({ hiddenUnits: 'many' })).toEqual(unknown)
  expect(measuring?.lossesOf({ hiddenUnits: 64 })).toEqual([
    undefined,
    expect.any(Number),
    expect.any(Number),
    undefined,
  ])
})
