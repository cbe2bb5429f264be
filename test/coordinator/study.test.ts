import { describe, expect, test } from 'vitest'
import { createStudy } from '../../src/coordinator/study.ts'
import type { WrittenSpace } from '../../src/coordinator/study-space.ts'
import { createPruner, prunerSchema } from '../../src/pruners/index.ts'

const space: WrittenSpace = {
  rate: { min: 1e-4, max: 1, scale: 'log' },
  depth: { type: 'int', min: 1, max: 3 },
  kind: { values: ['linear', 'cubic'] },
  degree: { values: [2, 3], when: { kind: ['cubic'] } },
}

test('ask and tell: numbers in order, configs of the space, the best by its value', () => {
  const study = createStudy({ space, sampler: { type: 'random' }, goal: 'minimize', seed: 3 })
  for (let i = 0; i < 30; i++) {
    const asked = study.ask()
    if (asked === undefined) throw new Error('exhausted')
    expect(asked.number).toBe(i)
    const { rate, kind, degree } = asked.config
    expect(rate).toBeGreaterThanOrEqual(1e-4)
    expect(degree === undefined).toBe(kind === 'linear')
    study.tell(asked.number, Math.abs(Math.log10(Number(rate)) + 2))
  }
  expect(study.best?.value).toBeLessThan(0.3)
  expect(Math.log10(Number(study.best?.config.rate))).toBeCloseTo(-2, 0)
})

test('the same seed suggests the same, whatever is told in between', () => {
  const configs = [0.1, 0.9].map(value => {
    const study = createStudy({ space, sampler: { type: 'random' }, seed: 5 })
    return [0, 1, 2].map(number => {
      const asked = study.ask()
      study.tell(number, value)
      return asked?.config
    })
  })
  expect(configs[0]).toEqual(configs[1])
})

test('a grid comes to an end', () => {
  const study = createStudy({ space: { a: [1, 2], b: ['x', 'y'] }, sampler: { type: 'grid', levels: 2 } })
  expect([0, 1, 2, 3, 4].map(() => study.ask()?.config)).toEqual([
    { a: 1, b: 'x' },
    { a: 1, b: 'y' },
    { a: 2, b: 'x' },
    { a: 2, b: 'y' },
    undefined,
  ])
})

test('an own sampler sees what was told, one value a fold', () => {
  const seen: unknown[] = []
  const study = createStudy({
    space,
    sampler: history => {
      seen.push(history.known.map(({ state, folds }) => [state, folds.map(fold => fold?.metrics?.accuracy)]))
      return { rate: 0.1 }
    },
  })
  study.ask()
  study.ask()
  study.tell(0, [0.5, 0.7])
  study.tell(1, { error: 'out of memory' })
  study.ask()
  expect(seen.at(-1)).toEqual([
    ['completed', [0.5, 0.7]],
    ['failed', []],
  ])
  expect(study.best).toMatchObject({ number: 0, value: 0.6 })
})

test('a pruner judges reports; a trial that was told to stop has ended', () => {
  const pruner = createPruner({ type: 'median', startupTrials: 2, warmupEpochs: 0 })
  const study = createStudy({ space, sampler: { type: 'random' }, pruner })
  for (const value of [0.8, 0.9]) {
    const number = study.ask()?.number ?? -1
    expect(study.report(number, { epoch: 1, value })).toEqual({ action: 'go on' })
    study.tell(number, value)
  }
  study.ask()
  expect(study.report(2, { epoch: 1, value: 0.1 })).toMatchObject({ action: 'stop' })
  expect(study.trials[2]?.state).toBe('pruned')
  expect(() => study.tell(2, 0.1)).toThrow('trial 2 has already ended (pruned)')
})

test('a trial that was paused and goes on is known once, with its end', () => {
  const seen: unknown[] = []
  const study = createStudy({
    space,
    sampler: (history, _, random) => {
      seen.push(history.known.map(({ number, state }) => [number, state]))
      return { rate: random.next() }
    },
    pruner: (_, __, { epoch }) =>
      epoch === 1 ? { action: 'pause', reason: 'for now' } : { action: 'go on' },
  })
  study.ask()
  expect(study.report(0, { epoch: 1, value: 0.5 })).toMatchObject({ action: 'pause' })
  study.ask()
  study.report(0, { epoch: 2, value: 0.6 })
  study.tell(0, 0.6)
  study.ask()
  expect(seen).toEqual([[], [], [[0, 'completed']]])
})

test('a race: a fold each, then `resume` hands back who is worth another, until none is', () => {
  const shown = { metric: 'accuracy', goal: 'maximize', samplerLearns: false } as const
  const pruner = createPruner(prunerSchema.parse({ type: 'race' }), shown)
  const study = createStudy({ space, sampler: { type: 'random' }, pruner, folds: 4 })
  const value = (trial: number, fold: number) =>
    0.5 + 0.04 * trial + 0.02 * fold + 0.001 * ((trial * fold) % 3)
  for (let trial = 0; trial < 8; trial++) {
    const asked = study.ask()
    expect(asked).toMatchObject({ number: trial, fold: trial % 4 })
    expect(study.endFold(trial, trial % 4, value(trial, trial % 4))).toMatchObject({ action: 'pause' })
  }
  let resumed = 0
  for (let next = study.resume(); next !== undefined; next = study.resume()) {
    study.endFold(next.number, next.fold, value(next.number, next.fold))
    resumed++
  }
  expect(study.best?.number).toBe(7)
  expect(resumed).toBeLessThan(8)
  expect(() => createStudy({ space, sampler: { type: 'random' }, pruner })).toThrow('needs `folds`')
})

test('a race tells a sampler that learns of the trials that wait', () => {
  const seen: unknown[] = []
  const study = createStudy({
    space,
    sampler: (history, _, random) => {
      seen.push(history.observations.map(({ trial, loss }) => [trial, Number(loss.toFixed(2))]))
      return { rate: random.next() }
    },
    pruner: createPruner(prunerSchema.parse({ type: 'race' }), { metric: 'accuracy', goal: 'maximize' }),
    folds: 3,
  })
  study.ask()
  for (const fold of [0, 1, 2]) study.endFold(0, fold, 0.9)
  study.ask()
  expect(study.endFold(1, 0, 0.2)).toMatchObject({ action: 'pause' })
  study.ask()
  study.tell(1, [0.2, 0.95, 0.95])
  study.ask()
  expect(seen).toEqual([
    [],
    [[0, -0.9]],
    [
      [0, -0.9],
      [1, -0.2],
    ],
    [
      [0, -0.9],
      [1, -0.7],
    ],
  ])
})

describe('wrong use', () => {
  const study = createStudy({ space, sampler: { type: 'random' } })
  study.ask()
  test.each<[string, () => void]>([
    ['never asked for', () => study.tell(7, 1)],
    ['finite', () => study.tell(0, Number.NaN)],
    ['needs a value', () => study.tell(0, [])],
    ['space.rate', () => createStudy({ space: { rate: { min: 1, max: 0 } }, sampler: { type: 'random' } })],
  ])('%s', (message, act) => {
    expect(act).toThrow(message)
  })
})

describe('several objectives', () => {
  const objectives = [{ goal: 'maximize' }, { goal: 'minimize' }] as const
  const study = () => createStudy({ space, objectives, sampler: { type: 'random' } })

  test('the front has what no other trial beats in all, in the units that were told', () => {
    const { ask, tell, front } = study()
    const told = [
      [0.93, 2.1e6],
      [0.95, 8e6],
      [0.9, 3e6],
      [0.99, 9e6],
      [0.99, 9e6],
    ]
    for (const values of told) tell(ask()?.number ?? -1, { values })
    tell(ask()?.number ?? -1, { error: 'out of memory' })
    ask()
    expect(front().map(({ number, values }) => [number, values])).toEqual([
      [0, told[0]],
      [1, told[1]],
      [3, told[3]],
      [4, told[4]],
    ])
  })

  test('samplers see a loss for each objective, the first as the loss', () => {
    const seen: unknown[] = []
    const { ask, tell } = createStudy({
      space,
      objectives,
      sampler: ({ observations }) => {
        seen.push(observations.map(({ loss, losses }) => [loss, losses]))
        return { rate: 0.1 + seen.length / 100 }
      },
    })
    tell(ask()?.number ?? -1, { values: [0.5, 3] })
    ask()
    expect(seen[1]).toEqual([[-0.5, [-0.5, 3]]])
  })

  test('what does not fit is refused', () => {
    const { ask, tell, endFold } = study()
    const number = ask()?.number ?? -1
    expect(() => tell(number, 0.5)).toThrow('needs { values: [...] }')
    expect(() => tell(number, { values: [1] })).toThrow('needs 2 values, one an objective')
    expect(() => tell(number, { values: [1, Number.NaN] })).toThrow('finite')
    expect(() => endFold(number, 0, 1)).toThrow(/none of the study's|several objectives/)
    const make = (change: object) => () =>
      createStudy({ space, sampler: { type: 'random' }, objectives, ...change })
    expect(make({ goal: 'minimize' })).toThrow('either a goal or objectives')
    expect(make({ objectives: [] })).toThrow('1 to 4 objectives')
    expect(make({ sampler: { type: 'cmaEs' } })).toThrow('cmaEs takes one objective')
  })

  test('one objective is told as ever, or as a list of one value; its front is the best', () => {
    const { ask, tell, front } = createStudy({ space, sampler: { type: 'random' }, goal: 'minimize' })
    tell(ask()?.number ?? -1, 3)
    tell(ask()?.number ?? -1, { values: [2] })
    expect(front().map(({ number, values }) => [number, values])).toEqual([[1, [2]]])
  })
})
