import { describe, expect, test } from 'vitest'
import { canonical } from '../../src/base/hash.ts'
import { createRandom } from '../../src/base/random.ts'
import {
  createSampler,
  endsByItself,
  isQueueOnly,
  type SamplerOptions,
  samplerSchema,
  samplers,
} from '../../src/samplers/index.ts'
import type { History } from '../../src/samplers/sampler.ts'
import { checkConfig } from '../../src/space/contains.ts'
import { recipeOf } from '../../src/sweep/recipe-of.ts'
import type { TrialState } from '../../src/trial/trial.ts'
import { historyOf, objective, propose, trialOf } from '../samplers/histories.ts'
import { continuousSpace, finiteSize, finiteSpace } from '../space/spaces.ts'

/** Every sampler that a file can name, with its default options. */
const all: SamplerOptions[] = samplers.map(({ type }) => samplerSchema.parse({ type }))
/** The others propose nothing by themselves: the coordinator takes their configs from `enqueue`. */
const proposing = all.filter(({ type }) => !isQueueOnly(type))

test('the names are those of the schema, each with a sentence', () => {
  const names = samplerSchema.options.map(({ shape }) => shape.type.value)
  expect(names).toEqual(samplers.map(({ type }) => type))
  expect(names).toEqual(expect.arrayContaining(['random', 'grid', 'list']))
  for (const { meaning, options } of samplers) {
    expect(meaning).toMatch(/^[A-Z].*\.$/)
    expect(options.description).toBe(meaning)
  }
})

test('list is exhausted at once: what is enqueued comes before it', () => {
  expect(propose(createSampler({ type: 'list' }), finiteSpace, { most: 5 })).toEqual([])
})

test('options from an old journal get the defaults of what they lack; an unknown sampler is named', () => {
  const old = createSampler({ type: 'grid' } as SamplerOptions)
  expect(propose(old, continuousSpace, { most: 40 })).toEqual(
    propose(createSampler({ type: 'grid', levels: 3 }), continuousSpace, { most: 40 }),
  )
  expect(() => createSampler({ type: 'gird' } as unknown as SamplerOptions)).toThrow('no sampler "gird"')
})

describe.each(proposing.map(options => [options.type, options] as const))('%s', (_, options) => {
  const sampler = createSampler(options)

  test.each([
    ['finite', finiteSpace],
    ['continuous', continuousSpace],
  ])('proposes points of a %s space, conditions respected', (_, space) => {
    const configs = propose(sampler, space, { most: 40 })
    expect(configs.length).toBeGreaterThan(0)
    for (const config of configs) {
      expect(checkConfig(space, config)).toEqual([])
      expect(recipeOf({ recipe: {} }, config)).toMatchObject(config)
    }
  })

  test('exhausts a finite space, each config once', () => {
    const configs = propose(sampler, finiteSpace, { most: 100 })
    expect(configs).toHaveLength(finiteSize)
    expect(new Set(configs.map(canonical)).size).toBe(finiteSize)
  })

  test('does not propose what was enqueued or failed', () => {
    const tried = { optimizer: 'adam', unfreezeDepth: 0 }
    const history = historyOf([trialOf(0, tried, 'failed')])
    const first = sampler(history, finiteSpace, createRandom(1).fork('sampler', 1), objective)
    expect(first).not.toEqual(tried)
  })

  test('the same seed proposes the same', () => {
    const most = { most: 12, seed: 5 }
    expect(propose(sampler, continuousSpace, most)).toEqual(propose(sampler, continuousSpace, most))
  })

  test('works while earlier trials are still running', () => {
    const states: TrialState[] = ['running', 'failed', 'pruned', 'completed']
    const configs = propose(sampler, continuousSpace, {
      most: 12,
      endWith: number => states[number % 4] ?? 'running',
    })
    expect(new Set(configs.map(canonical)).size).toBe(12)
  })

  test('leaves its arguments alone', () => {
    const trials = [trialOf(0, { optimizer: 'adam', unfreezeDepth: 1 })]
    const history = historyOf(trials)
    const before = canonical([trials, history.configs, history.known])
    sampler(frozen(history), finiteSpace, createRandom(2), objective)
    expect(canonical([trials, history.configs, history.known])).toBe(before)
  })
})

function frozen(history: History): History {
  for (const list of [history.configs, history.known, history.observations]) Object.freeze(list)
  return Object.freeze(history)
}

test.each(all.map(options => [options.type, options] as const))(
  '%s ends by itself if it says so',
  (_, options) => {
    const range = new Map([...continuousSpace].slice(0, 1))
    const configs = propose(createSampler(options), range, { most: 30 })
    expect(configs.length < 30).toBe(endsByItself(options))
  },
)

/** Samplers that do not learn propose by trial number alone, whatever came of the trials before. */
const unlearning = proposing.filter(options => createSampler(options).ignoresResults)
test.each(unlearning.map(options => [options.type, options] as const))(
  '%s does not depend on results',
  (_, options) => {
    const sampler = createSampler(options)
    const running = propose(sampler, continuousSpace, { most: 12, endWith: () => 'running' })
    expect(propose(sampler, continuousSpace, { most: 12, endWith: () => 'completed' })).toEqual(running)
  },
)
