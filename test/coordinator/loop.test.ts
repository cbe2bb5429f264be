import { describe, expect, test } from 'vitest'
import { leaderboard } from '../../src/leaderboard/rank.ts'
import { goOn, type Pruner } from '../../src/pruners/pruner.ts'
import type { RunEvent } from '../../src/run/event.ts'
import type { Sampler } from '../../src/samplers/sampler.ts'
import type { FoldJob } from '../../src/trial/job.ts'
import { only, session, simulate, someSweep } from './simulate.ts'

const flat = (accuracy: (job: FoldJob, epoch: number) => number) => (job: FoldJob, epoch: number) => {
  const value = accuracy(job, epoch)
  return {
    metrics: { accuracy: value, balancedAccuracy: value, macroF1: value, logLoss: 1 - value },
    trainLoss: 1,
  }
}

describe('a whole sweep', () => {
  test('every trial gets its k folds, in order, and the last event is `ended`', async () => {
    const { end, state, added } = await simulate(someSweep())
    expect(end).toBe('finished')
    expect(state).toMatchObject({ status: 'finished', reason: '6 of 6 trials' })
    expect(state.trials.map(trial => trial.state)).toEqual(Array(6).fill('completed'))
    expect(only(added, 'foldStarted').map(({ trial, fold }) => trial * 3 + fold)).toEqual([
      ...Array(18).keys(),
    ])
    expect(added.at(-1)?.type).toBe('ended')
    expect(leaderboard(state).trials[0]).toMatchObject({
      rank: 1,
      foldScores: [expect.any(Number), expect.any(Number), expect.any(Number)],
    })
  })

  test('thousands of folds take seconds', async () => {
    const begun = performance.now()
    const { state } = await simulate(someSweep({ budget: { trials: 700 } }), { capacity: 8 })
    expect(state.trials).toHaveLength(700)
    expect(state.trials.every(trial => trial.state === 'completed')).toBe(true)
    expect(performance.now() - begun).toBeLessThan(20_000)
  })

  test('never more folds at once than the executor can run, and a trial is asked for only when no fold waits', async () => {
    const { added } = await simulate(someSweep(), { capacity: 4 })
    let running = 0
    let most = 0
    const waiting = new Map<number, number>()
    for (const event of added) {
      if (event.type === 'trialStarted') {
        expect([...waiting.values()].every(count => count === 0)).toBe(true)
        waiting.set(event.trial, 3)
      }
      if (event.type === 'foldStarted') waiting.set(event.trial, (waiting.get(event.trial) ?? 0) - 1)
      running += event.type === 'foldStarted' ? 1 : event.type === 'foldEnded' ? -1 : 0
      most = Math.max(most, running)
    }
    expect(most).toBe(4)
    expect(running).toBe(0)
  })

  test('same seed, same configs and fold seeds, whatever the number of workers', async () => {
    const seeds = new Map<number, Map<string, number>>()
    const runs = await Promise.all(
      [1, 2, 7].map(capacity => {
        const seen = new Map<string, number>()
        seeds.set(capacity, seen)
        const curve = flat(({ trial, fold, seed }) => {
          seen.set(`${trial}/${fold}`, seed)
          return 0.5
        })
        return simulate(someSweep(), { capacity, curve })
      }),
    )
    const configs = runs.map(({ state }) => state.trials.map(({ config }) => config))
    expect(configs[1]).toEqual(configs[0])
    expect(configs[2]).toEqual(configs[0])
    expect(new Map([...(seeds.get(7) ?? [])].sort())).toEqual(new Map([...(seeds.get(1) ?? [])].sort()))
    expect(new Set(seeds.get(1)?.values()).size).toBe(18)
    const { state } = await simulate(someSweep({ seed: 2 }))
    expect(state.trials[0]?.config).not.toEqual(configs[0]?.[0])
  })

  test('enqueued configs come first; the list sampler tries nothing else', async () => {
    const enqueue = [{ learningRate: 0.01 }, { dropout: 0.5 }]
    const first = await simulate(someSweep({ enqueue, budget: { trials: 3 } }))
    expect(first.state.trials.map(({ origin }) => origin)).toEqual(['enqueue', 'enqueue', 'sampler'])
    expect(first.state.trials.slice(0, 2).map(({ config }) => config)).toEqual(enqueue)
    const list = await simulate(someSweep({ enqueue, sampler: { type: 'list' }, budget: {} }))
    expect(list.state).toMatchObject({ status: 'finished', reason: 'all 2 configurations tried' })
    expect(list.state.trials).toHaveLength(2)
  })

  test('a grid ends by itself', async () => {
    const sweep = someSweep({
      sampler: { type: 'grid', levels: 3 },
      budget: {},
      space: {
        batchSize: { kind: 'choice', values: [16, 32] },
        dropout: { kind: 'choice', values: [0, 0.5] },
      },
    })
    const { state } = await simulate(sweep)
    expect(state.trials.map(({ config }) => config)).toHaveLength(4)
    expect(state.status).toBe('finished')
  })
})

describe('the budget', () => {
  test('hours: running folds are cut off at that very moment, and the journal says what was reached', async () => {
    const { end, state, executor } = await simulate(someSweep({ budget: { hours: 0.01, trials: 1000 } }))
    expect(end).toBe('finished')
    expect(executor.clock.now().toISOString()).toBe('2026-01-01T22:00:36.000Z')
    expect(state.reason).toBe('time is up after 1 minute')
    expect(state.trials.at(-1)?.state).toBe('running')
    expect(state.trials.at(-1)?.folds.some(fold => fold?.state === 'stopped')).toBe(true)
  })

  test('target: the first trial that reaches it ends the sweep', async () => {
    const curve = flat(({ trial }) => 0.5 + trial / 10)
    const { state } = await simulate(someSweep({ budget: { trials: 100, target: 0.75 } }), {
      curve,
      capacity: 3,
    })
    expect(state).toMatchObject({ status: 'finished', reason: 'trial 3 reached the target: accuracy 0.75' })
    const loss = someSweep({
      budget: { trials: 100, target: 0.25 },
      objective: { metric: 'logLoss', goal: 'minimize' },
    })
    expect((await simulate(loss, { curve, capacity: 3 })).state.reason).toContain('trial 3 reached')
  })
})

describe('pruning', () => {
  /** Stops every odd trial at epoch 2 of fold 1. */
  const oddOnes: Pruner = ({ trial }, _, { fold, epoch }) =>
    trial % 2 === 1 && fold === 1 && epoch === 2 ? { action: 'stop', reason: 'odd' } : goOn

  test('a verdict ends the trial with its reason; its other folds stop at their next report or never begin', async () => {
    const { state, added } = await simulate(someSweep(), { pruner: oddOnes, capacity: 2 })
    expect(state.trials.map(trial => trial.state)).toEqual(
      [0, 1, 2, 3, 4, 5].map(trial => (trial % 2 === 1 ? 'pruned' : 'completed')),
    )
    expect(state.trials[1]).toMatchObject({ reason: 'odd' })
    for (const trial of state.trials.filter(({ number }) => number % 2 === 1)) {
      const states = trial.folds.map(fold => fold?.state)
      expect(states[1]).toBe('stopped')
      expect(states).not.toContain('running')
      const ended = added.findIndex(event => event.type === 'trialEnded' && event.trial === trial.number)
      const after = added.slice(ended).filter(event => 'trial' in event && event.trial === trial.number)
      expect(after.map(({ type }) => type)).not.toContain('report')
      expect(after.map(({ type }) => type)).not.toContain('foldStarted')
    }
  })

  test('the pruner sees losses by fold and epoch, and those earlier trials that have not failed', async () => {
    const seen: { own: readonly (readonly number[])[]; peers: number[]; finished: boolean[] }[] = []
    const pruner: Pruner = (trial, peers, at) => {
      const all = Array.from({ length: peers.count }, (_, i) => peers.at(i))
      if (trial.trial === 2 && at.fold === 2 && at.epoch === 4)
        seen.push({
          own: trial.folds,
          peers: all.map(peer => peer.trial),
          finished: all.map(({ finished }) => finished),
        })
      return goOn
    }
    const curve = flat((_, epoch) => epoch / 10)
    const crash = ({ trial }: FoldJob) => (trial === 0 ? ('error' as const) : undefined)
    await simulate(someSweep({ recipe: { headEpochs: 4, fineTuneEpochs: 0 } }), {
      pruner,
      curve,
      crash,
      capacity: 1,
      lookAhead: 1,
    })
    const losses = [-0.1, -0.2, -0.3, -0.4]
    expect(seen).toEqual([{ own: [losses, losses, losses], peers: [1], finished: [true] }])
  })

  test('the median pruner saves epochs and finds a trial near to the best', async () => {
    // Dropout changes how far a curve gets, not how fast: the early order is the final order, but for noise.
    const space = { dropout: { kind: 'float', min: 0, max: 0.9, scale: 'linear' } } as const
    const common = { budget: { trials: 40 }, space }
    const all = await simulate(someSweep(common))
    const pruned = await simulate(
      someSweep({ ...common, pruner: { type: 'median', startupTrials: 5, warmupEpochs: 1 } }),
    )
    const epochs = (events: typeof all.added) => only(events, 'report').length
    expect(epochs(pruned.added)).toBeLessThan(0.8 * epochs(all.added))
    const [best, found] = [all, pruned].map(({ state }) => leaderboard(state).trials[0]?.mean ?? 0)
    expect(found).toBeGreaterThan((best ?? 1) - 0.02)
  })
})

describe('pausing', () => {
  /** Puts every odd trial aside after its first fold. */
  const oddOnes: Pruner = ({ trial }, _, { fold, epoch }) =>
    trial % 2 === 1 && fold === 0 && epoch === 'end' ? { action: 'pause', reason: 'odd' } : goOn

  test('a paused trial gets no folds while others go on; at the end it is pruned, with reason and place', async () => {
    const { end, state, added } = await simulate(someSweep(), { pruner: oddOnes, capacity: 2 })
    expect(end).toBe('finished')
    expect(only(added, 'trialPaused').map(({ trial }) => trial)).toEqual([1, 3, 5])
    expect(state.counts).toMatchObject({ completed: 3, pruned: 3, paused: 0, running: 0 })
    for (const number of [1, 3, 5]) {
      const place = { fold: 0, epoch: 'end' }
      expect(state.trials[number]).toMatchObject({ state: 'pruned', reason: 'odd', stoppedAt: place })
      const paused = added.findIndex(event => event.type === 'trialPaused' && event.trial === number)
      const after = added.slice(paused).filter(event => 'trial' in event && event.trial === number)
      expect(after.map(({ type }) => type)).not.toContain('foldStarted')
    }
    expect(state.trials[4]?.state).toBe('completed')
  })

  test('a session that is cut off leaves it paused, and the next one ends it', async () => {
    const abort = new AbortController()
    const pruner: Pruner = (trial, peers, at) => {
      if (trial.trial === 4) abort.abort()
      return oddOnes(trial, peers, at)
    }
    const first = await simulate(someSweep(), { pruner, signal: abort.signal, capacity: 1 })
    expect(first.state.trials[1]).toMatchObject({ state: 'paused', stoppedAt: { fold: 0, epoch: 'end' } })
    const { state } = await simulate(someSweep(), {
      pruner: oddOnes,
      journal: [...first.journal, session()],
    })
    expect(state.trials[1]).toMatchObject({ state: 'pruned', stoppedAt: { fold: 0, epoch: 'end' } })
    expect(state.trials[4]?.state).toBe('completed')
  })
})

describe('failures', () => {
  test('a failed fold fails its trial with the reason; the sweep goes on', async () => {
    const crash = ({ trial, fold }: FoldJob) => (trial === 1 && fold === 1 ? ('error' as const) : undefined)
    const { end, state } = await simulate(someSweep(), { crash })
    expect(end).toBe('finished')
    expect(state.trials.map(trial => trial.state)).toEqual([
      'completed',
      'failed',
      'completed',
      'completed',
      'completed',
      'completed',
    ])
    expect(state.trials[1]?.reason).toBe('fold 2: fold of trial 1 broke')
    expect(state.trials[1]?.folds[2]?.state).not.toBe('done')
  })

  test('a lost fold is tried once more', async () => {
    const crash = ({ trial }: FoldJob, attempt: number, epoch: number) =>
      trial === 1 && attempt === 1 && epoch === 3 ? ('lost' as const) : undefined
    const { state, added } = await simulate(someSweep(), { crash })
    expect(state.trials.map(trial => trial.state)).toEqual(Array(6).fill('completed'))
    expect(only(added, 'foldStarted').filter(({ attempt }) => attempt === 2)).toHaveLength(3)
    const epochs = state.trials[1]?.folds[0]?.curve.length
    expect(epochs).toBe(state.trials[1]?.folds[0]?.curve.epochs)
  })

  test('a fold that is lost twice has failed', async () => {
    const crash = ({ trial }: FoldJob) => (trial === 1 ? ('lost' as const) : undefined)
    const { end, state, added } = await simulate(someSweep(), { crash, capacity: 1 })
    expect(end).toBe('finished')
    expect(state.trials[1]).toMatchObject({ state: 'failed', reason: 'fold 1: the process died' })
    expect(state.trials[1]?.folds[0]?.state).toBe('failed')
    expect(only(added, 'foldStarted').filter(({ trial }) => trial === 1)).toHaveLength(2)
  })

  test('a config that makes no valid recipe fails with a reason that names the field', async () => {
    const { state } = await simulate(someSweep({ enqueue: [{ learningRate: -1 }, { optimzer: 'adam' }] }))
    expect(state.trials.slice(0, 3).map(trial => trial.state)).toEqual(['failed', 'failed', 'completed'])
    expect(state.trials[0]?.reason).toContain('learningRate')
    expect(state.trials[1]?.reason).toContain('optimzer')
  })

  test('ten trials in a row that fail before a fold is done end the sweep with the last error', async () => {
    const sweep = someSweep({ budget: { trials: 50 } })
    const { end, state } = await simulate(sweep, { crash: () => 'error', capacity: 1 })
    expect(end).toBe('failed')
    expect(state.trials).toHaveLength(10)
    expect(state).toMatchObject({
      status: 'failed',
      reason: '10 trials in a row failed without a finished fold; the last: fold 1: fold of trial 9 broke',
    })
  })

  test('after good ones, too', async () => {
    const crash = ({ trial }: FoldJob) => (trial > 1 ? ('error' as const) : undefined)
    const { end, state } = await simulate(someSweep({ budget: { trials: 50 } }), { crash, capacity: 1 })
    expect(end).toBe('failed')
    expect(state.trials).toHaveLength(12)
  })

  test('an error of the sampler or the pruner ends the loop by throwing it, after running folds were stopped', async () => {
    const sampler: Sampler = history => {
      if (history.number === 2) throw new Error('no idea')
      return { dropout: history.number / 10 }
    }
    await expect(simulate(someSweep(), { sampler, capacity: 4 })).rejects.toThrow('no idea')
    const pruner: Pruner = () => {
      throw new Error('cannot judge')
    }
    await expect(simulate(someSweep(), { pruner })).rejects.toThrow('cannot judge')
  })

  test('a journal that cannot be written ends the loop by throwing; nothing is written after the gap', async () => {
    const written: string[] = []
    const append = async (events: readonly RunEvent[]) => {
      if (written.length > 7) throw new Error('disk full')
      written.push(...events.map(({ type }) => type))
    }
    await expect(simulate(someSweep(), { append })).rejects.toThrow('disk full')
    expect(written.length).toBeGreaterThan(7)
    expect(written).not.toContain('ended')
  })
})

describe('an interruption', () => {
  test('stops running folds, writes `ended`, starts nothing more', async () => {
    const abort = new AbortController()
    let reports = 0
    const pruner: Pruner = () => {
      if (++reports === 3) abort.abort()
      return goOn
    }
    const { end, state, added } = await simulate(someSweep(), { pruner, signal: abort.signal, capacity: 2 })
    expect(end).toBe('interrupted')
    expect(state.status).toBe('interrupted')
    expect(only(added, 'report').length).toBeLessThan(20)
    expect(added.slice(-3).map(({ type }) => type)).toEqual(['foldEnded', 'foldEnded', 'ended'])
    expect(
      only(added, 'foldEnded')
        .slice(-2)
        .map(({ outcome }) => outcome.status),
    ).toEqual(['stopped', 'stopped'])
  })

  test('before the first trial', async () => {
    const { end, added } = await simulate(someSweep(), { signal: AbortSignal.abort() })
    expect(end).toBe('interrupted')
    expect(added.map(({ type }) => type)).toEqual(['ended'])
  })
})
