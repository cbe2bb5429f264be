import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src/base/random.ts'
import { createKnowledge } from '../../../src/coordinator/knowledge.ts'
import { createStudy } from '../../../src/coordinator/study.ts'
import { createSampler, samplerSchema } from '../../../src/samplers/index.ts'
import { checkConfig } from '../../../src/space/contains.ts'
import type { Config } from '../../../src/space/parameter.ts'
import { hypervolume } from '../../../src/stats/hypervolume.ts'
import { aimOf } from '../../../src/trial/measures.ts'
import { continuousSpace } from '../../space/spaces.ts'
import { objective, trialOf } from '../histories.ts'

const objectives = [{ goal: 'minimize' }, { goal: 'minimize' }] as const
type Type = 'random' | 'tpe' | 'gp' | 'nsga2' | 'auto'

/** Two objectives that pull apart, of four numbers and a choice: the kinder choice is the dearer one. */
const space = {
  a: { min: 0, max: 1 },
  b: { min: 0, max: 1 },
  c: { min: 1e-4, max: 1, scale: 'log' },
  kind: { values: ['small', 'middle', 'large'] },
  d: { min: 0, max: 1, when: { kind: ['middle', 'large'] } },
} as const

function evaluate({ a, b, c, d = 0.3, kind }: Config): [number, number] {
  const size = { small: 0, middle: 0.4, large: 0.8 }[String(kind)] ?? 1
  const off = (Number(b) - 0.6) ** 2 + (Math.log10(Number(c)) + 2) ** 2 / 16 + (Number(d) - 0.7) ** 2
  return [1 - 0.6 * size - 0.3 * Number(a) + off, size + 0.2 * Number(a) ** 2]
}

function covered(type: Type, seed: number, trials: number): number {
  const study = createStudy({ space, sampler: samplerSchema.parse({ type }), objectives, seed })
  for (let i = 0; i < trials; i++) {
    const asked = study.ask()
    if (asked !== undefined) study.tell(asked.number, { values: evaluate(asked.config) })
  }
  return hypervolume(
    study.trials.map(({ config }) => evaluate(config)),
    [1.2, 1.1],
  )
}

const meanCovered = (type: Type, trials: number, seeds: number) =>
  Array.from({ length: seeds }, (_, seed) => covered(type, seed, trials)).reduce((a, b) => a + b, 0) / seeds

test.each([
  ['tpe', 80, 8],
  ['nsga2', 80, 8],
  ['gp', 30, 3],
  ['auto', 30, 3],
] as const)('%s covers more than random', (type, trials, seeds) => {
  expect(meanCovered(type, trials, seeds)).toBeGreaterThan(meanCovered('random', trials, 8) + 0.01)
})

describe.each(['tpe', 'gp', 'nsga2', 'auto'] as const)('%s', type => {
  const run = (seed: number) => {
    const constraints = ['a + b <= 1.2']
    const study = createStudy({
      space,
      sampler: samplerSchema.parse({ type }),
      objectives,
      constraints,
      seed,
    })
    return Array.from({ length: 24 }, (_, i) => {
      const asked = study.ask()
      const number = asked?.number ?? -1
      study.tell(number, i % 7 === 3 ? { error: 'lost' } : { values: evaluate(asked?.config ?? {}) })
      return asked?.config ?? {}
    })
  }

  test('the same seed proposes the same, within the constraints', () => {
    const configs = run(4)
    expect(run(4)).toEqual(configs)
    for (const { a, b, kind, d } of configs) {
      expect(Number(a) + Number(b)).toBeLessThanOrEqual(1.2)
      expect(d === undefined).toBe(kind === 'small')
    }
  })

  test('three objectives, one of them known from the config, one trial diverged', () => {
    const aims = [objective, aimOf('parameters'), aimOf('trainingSeconds')]
    const knowledge = createKnowledge({
      objective,
      aims,
      lookAhead: 'everything',
      random: createRandom(2),
      lossesOf: ({ batchSize }) => [undefined, Math.log(Number(batchSize)), undefined],
    })
    const sampler = createSampler(samplerSchema.parse({ type }))
    for (let number = 0; number < 20; number++) {
      const random = createRandom(2).fork(number)
      const config = sampler(knowledge.historyFor(number), continuousSpace, random, objective)
      if (config === 'exhausted') throw new Error('exhausted')
      expect(checkConfig(continuousSpace, config)).toEqual([])
      const trial = trialOf(number, config, 'completed', Number(config.dropout))
      const measured = { parameters: Number(config.batchSize) }
      knowledge.begin(trial)
      knowledge.settle(
        number === 9
          ? { ...trial, measured, folds: [], state: 'failed', cause: 'diverged' }
          : { ...trial, measured },
      )
    }
    expect(knowledge.historyFor(20).observations[9]?.losses).toEqual([
      Infinity,
      expect.closeTo(Math.log(Number(knowledge.historyFor(20).configs[9]?.batchSize))),
      Infinity,
    ])
  })
})
