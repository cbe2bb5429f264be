import { describe, expect, test } from 'vitest'
import { createVerifier } from '../../src/coordinator/verify/verifier.ts'
import type { RunEvent } from '../../src/run/event.ts'
import { createSampler, samplerSchema } from '../../src/samplers/index.ts'
import { simulate } from './simulate.ts'
import { killed, sweepOf, weather } from './weather.ts'

function verify(journal: readonly RunEvent[]) {
  const verifier = createVerifier()
  for (const event of journal) verifier.take(event)
  return verifier.result()
}

const typed = (type: 'random' | 'sobol' | 'tpe' | 'auto', seed: number) => {
  const sampler = samplerSchema.parse({ type })
  return { sweep: { ...sweepOf(seed, 16), sampler }, sampler: createSampler(sampler) }
}

describe('a replay agrees with what was done', () => {
  test.each(['random', 'sobol', 'tpe', 'auto'] as const)('%s, killed twice', async type => {
    const { sweep, sampler } = typed(type, 5)
    const options = { ...weather(5), sampler, capacity: 2 }
    const whole = await simulate(sweep, options)
    const cut = await killed(5, options, whole.journal, sweep)
    for (const { journal } of [whole, cut]) {
      const { differences, checked, state } = verify(journal)
      expect(differences).toEqual([])
      expect(checked.proposals).toBe(16)
      expect(checked.verdicts).toBeGreaterThanOrEqual(16 - state.counts.failed)
      expect(checked.resumptions).toBe(state.resumptions.length)
    }
  })
})

describe('what was changed in the journal is found', async () => {
  const { sweep, sampler } = typed('random', 5)
  const { journal } = await simulate(sweep, { ...weather(5), sampler, capacity: 2 })
  const changed = (change: (event: RunEvent) => RunEvent) => verify(journal.map(change)).differences

  test('a config', () => {
    const found = changed(event =>
      event.type === 'trialStarted' && event.trial === 3
        ? { ...event, config: { ...event.config, dropout: 0.123 } }
        : event,
    )
    expect(found).toContainEqual(expect.objectContaining({ question: 'proposals', trial: 3 }))
  })

  test('the words of a verdict', () => {
    const found = changed(event =>
      event.type === 'trialPaused' && event.trial === 4 ? { ...event, reason: 'a feeling' } : event,
    )
    expect(found[0]).toMatchObject({
      question: 'verdicts',
      trial: 4,
      journal: 'paused: a feeling (after fold 2)',
      program: expect.stringMatching(/^paused: after fold 2: accuracy 0.918/),
    })
    expect(new Set(found.map(({ trial }) => trial))).toEqual(new Set([4]))
  })

  test('a score, by what followed from it', () => {
    const found = changed(event =>
      event.type === 'foldEnded' && event.trial === 4 && event.outcome.status === 'done'
        ? {
            ...event,
            outcome: { ...event.outcome, metrics: { ...event.outcome.metrics, accuracy: 0.99 } },
          }
        : event,
    )
    expect(found.length).toBeGreaterThan(0)
  })
})
