import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bestOf } from '../../src/leaderboard/best.ts'
import { countsOf } from '../../src/leaderboard/counts.ts'
import { createBook, stateOf } from '../../src/run/book.ts'
import type { RunEvent } from '../../src/run/event.ts'
import { foldKey, type RunState } from '../../src/run/state.ts'
import { everyFold } from '../../src/trial/fold-places.ts'
import type { Cause } from '../../src/trial/job.ts'
import type { Trial, Way } from '../../src/trial/trial.ts'
import { at, eventsWith, metricsOf, runWith, type SomeTrial } from '../leaderboard/some-run.ts'
import { sessionEvent } from './beginning.ts'
import { anyEvents } from './events.ts'
import { plainState, plainTrial } from './plain.ts'

/** A book that has taken in the events of a run with these trials. */
function bookWith(trials: readonly SomeTrial[], ...more: readonly RunEvent[]) {
  const book = createBook()
  for (const event of [...eventsWith(trials), ...more]) book.apply(event)
  return book
}

describe('replay', () => {
  test('in one go, or from a state saved anywhere on the way: the same state', () => {
    fc.assert(
      fc.property(anyEvents, fc.nat(80), (all, cut) => {
        const book = createBook(structuredClone(stateOf(all.slice(0, cut))))
        for (const event of all.slice(cut)) book.apply(event)
        expect(plainState(book.state)).toEqual(plainState(stateOf(all)))
      }),
    )
  })

  test('what is kept up to date is what would be computed anew', () => {
    fc.assert(
      fc.property(anyEvents, all => {
        const { state, apply } = createBook()
        for (const event of all) {
          apply(event)
          const { counts, open, paused, running, best } = computedAnew(state)
          expect({ counts: state.counts, paused: state.paused, running: state.running }).toEqual({
            counts,
            paused,
            running,
          })
          expect([...state.open]).toEqual(open)
          expect(state.best?.trial).toBe(best?.trial)
          expect(state.best?.mean).toBe(best?.mean)
        }
      }),
    )
  })

  test('trial objects never change in place', () => {
    fc.assert(
      fc.property(anyEvents, all => {
        const { state, apply } = createBook()
        const seen = new Map<Trial, unknown>()
        for (const event of all) {
          apply(event)
          for (const [trial, plain] of seen) expect(plainTrial(trial)).toEqual(plain)
          for (const trial of state.trials) if (!seen.has(trial)) seen.set(trial, plainTrial(trial))
        }
      }),
      { numRuns: 30 },
    )
  })

  test('trials that an event does not touch stay the very same objects', () => {
    fc.assert(
      fc.property(anyEvents, all => {
        const { state, apply } = createBook()
        for (const event of all) {
          const before = [...state.trials]
          apply(event)
          const touched = 'trial' in event ? [event.trial] : isEnding(event) ? busyOf(before) : []
          for (const trial of before)
            if (!touched.includes(trial.number)) expect(state.trials[trial.number]).toBe(trial)
        }
      }),
      { numRuns: 30 },
    )
  })

  test('a trial that an event touches is replaced', () => {
    const { state, apply } = bookWith([{ scores: [0.5] }, { state: 'running', reported: [0.5] }])
    const [first, second] = state.trials
    apply(report(1, 0, 2))
    expect(state.trials[0]).toBe(first)
    expect(state.trials[1]).not.toBe(second)
    expect(second?.folds[0]?.curve.length).toBe(1)
    expect(state.trials[1]?.folds[0]?.curve.length).toBe(2)
  })

  test('a long journal folds in time near to its length', () => {
    const long: RunEvent[] = []
    for (let trial = 0; trial < 1000; trial++) {
      long.push({ type: 'trialStarted', at, trial, config: {}, origin: 'sampler' })
      for (let fold = 0; fold < 5; fold++) {
        long.push(foldStarted(trial, fold))
        for (let epoch = 1; epoch <= 20; epoch++) long.push(report(trial, fold, epoch))
      }
    }
    const begun = performance.now()
    const { trials } = stateOf(long)
    expect(trials[999]?.folds[4]?.curve).toHaveLength(20)
    expect(performance.now() - begun).toBeLessThan(5000)
  })
})

function computedAnew(state: RunState) {
  const inState = (how: Trial['state']) => state.trials.filter(trial => trial.state === how)
  const running = new Map<string, unknown>()
  for (const trial of state.trials)
    for (const { fold, state: how } of everyFold(trial))
      if (how === 'running') running.set(foldKey(trial.number, fold), { trial: trial.number, fold })
  return {
    counts: countsOf(state),
    open: inState('running').map(({ number }) => number),
    paused: new Set(inState('paused').map(({ number }) => number)),
    running,
    best: bestOf(state),
  }
}

const isEnding = ({ type }: RunEvent) => type === 'session' || type === 'ended'
const busyOf = (trials: readonly Trial[]) =>
  trials
    .filter(trial => everyFold(trial).some(({ state }) => state === 'running'))
    .map(({ number }) => number)

describe('folds', () => {
  test('starting again begins a new curve', () => {
    const { state } = bookWith([{ state: 'running', reported: [0.5, 0.6] }], foldStarted(0, 0, 2))
    const fold = state.trials[0]?.folds[0]
    expect(fold?.curve).toHaveLength(0)
    expect(fold).toMatchObject({ fold: 0, state: 'running', metrics: undefined, seconds: 0, attempts: 2 })
  })

  test('a fold keeps its own number when an earlier one has not begun', () => {
    const { state } = bookWith([{ state: 'running' }], foldStarted(0, 2))
    expect(state.trials[0]?.folds.map(fold => fold?.state)).toEqual([undefined, undefined, 'running'])
  })

  test('a fold that is tried again is stopped, not failed, and knows why', () => {
    const ended = foldFailed('lost', 'elsewhere')
    const { state } = bookWith([{ state: 'running', reported: [0.5] }], ended)
    expect(state.trials[0]?.folds[0]).toMatchObject({
      state: 'stopped',
      seconds: 5,
      cause: 'lost',
      error: 'died',
      mishaps: 1,
      together: 2,
      again: 'elsewhere',
    })
  })

  test('a fold that is not tried again has failed; its own faults are no mishaps', () => {
    const { state } = bookWith([{ state: 'running', reported: [0.5] }], foldFailed('diverged'))
    expect(state.trials[0]?.folds[0]).toMatchObject({
      state: 'failed',
      cause: 'diverged',
      mishaps: 0,
      again: undefined,
    })
  })

  test('a new attempt remembers the mishaps before it, and not that it was to be tried again', () => {
    const failed = foldFailed('outOfMemory', 'apart')
    const trials: SomeTrial[] = [{ state: 'running', reported: [0.5] }]
    const { state } = bookWith(trials, failed, foldStarted(0, 0, 2), failed, foldStarted(0, 0, 3))
    expect(state.trials[0]?.folds[0]).toMatchObject({
      state: 'running',
      attempts: 3,
      mishaps: 2,
      cause: 'outOfMemory',
      again: undefined,
    })
  })

  test('reports after the end of a fold change nothing', () => {
    const { state } = bookWith([{ state: 'running', scores: [0.5] }], report(0, 0, 2))
    expect(state.trials[0]?.folds[0]?.curve).toHaveLength(1)
  })

  test.each<RunEvent>([sessionEvent(), { type: 'ended', at, state: 'interrupted', reason: '' }])(
    'at $type no fold is running any more',
    event => {
      const { state } = bookWith([{ state: 'running', scores: [0.5], reported: [0.5] }], event)
      expect(state.trials[0]?.folds.map(fold => fold?.state)).toEqual(['done', 'stopped'])
      expect(state.running.size).toBe(0)
    },
  )

  test('a fold beyond k changes nothing', () => {
    const { state, apply } = bookWith([{ state: 'running' }])
    const [before] = state.trials
    apply(foldStarted(0, 5))
    expect(state.trials[0]).toBe(before)
    expect(state.running.size).toBe(0)
  })
})

describe('the run', () => {
  test('is preparing, then running, then ended, and running again after a resume', () => {
    const { state, apply } = createBook()
    const statuses = [state.status]
    const take = (...taken: readonly RunEvent[]) => {
      for (const event of taken) apply(event)
      statuses.push(state.status)
    }
    take(...eventsWith([]))
    take({ type: 'ended', at, state: 'interrupted', reason: 'Ctrl-C' })
    expect(state).toMatchObject({ reason: 'Ctrl-C', endedAt: at })
    take(sessionEvent())
    expect(state).toMatchObject({ reason: '', endedAt: undefined })
    expect(statuses).toEqual(['preparing', 'running', 'interrupted', 'running'])
  })

  test('events about trials that never began change nothing', () => {
    const ended = { type: 'trialEnded', at, trial: 3, state: 'completed', reason: '' } as const
    const never: RunEvent[] = [foldStarted(3, 0), report(3, 0, 1), foldFailed('lost', undefined, 3), ended]
    expect(bookWith([], ...never).state).toEqual(runWith([]))
  })
})

function foldStarted(trial: number, fold: number, attempt = 1): RunEvent {
  return { type: 'foldStarted', at, trial, fold, attempt }
}

function report(trial: number, fold: number, epoch: number): RunEvent {
  const rest = { epochs: 20, stage: 'head', trainLoss: 1, metrics: metricsOf(0.5), seconds: 1 } as const
  return { type: 'report', at, trial, fold, epoch, ...rest }
}

function foldFailed(cause: Cause, again?: Way, trial = 0): RunEvent {
  const outcome = { status: 'failed', cause, error: 'died', epochs: 1, seconds: 5 } as const
  const told = { type: 'foldEnded', at, trial, fold: 0, outcome, together: 2 } as const
  return again === undefined ? told : { ...told, again }
}
