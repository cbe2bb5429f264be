import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyEvent, applyEvents, initialState } from '../../src/run/apply.ts'
import type { RunEvent } from '../../src/run/event.ts'
import { at, metricsOf, runWith } from '../leaderboard/some-run.ts'
import { anyEvent } from './events.ts'

const events = fc.array(anyEvent, { maxLength: 60 })

describe('replay', () => {
  test('in one go, or from a state saved anywhere on the way: the same state', () => {
    fc.assert(
      fc.property(events, fc.nat(60), (all, cut) => {
        const saved = structuredClone(applyEvents(initialState, all.slice(0, cut)))
        expect(applyEvents(saved, all.slice(cut))).toEqual(applyEvents(initialState, all))
      }),
    )
  })

  test('a state that was seen never changes afterwards', () => {
    fc.assert(
      fc.property(events, all => {
        let state = initialState
        for (const event of all) {
          const before = structuredClone(state)
          const after = applyEvent(state, event)
          expect(state).toEqual(before)
          state = after
        }
      }),
      { numRuns: 30 },
    )
  })

  test('trials that an event does not touch stay the very same objects', () => {
    const state = runWith([{ scores: [0.5] }, { state: 'running', reported: [0.5] }])
    const next = applyEvent(state, report(1, 0, 2))
    expect(next.trials[0]).toBe(state.trials[0])
    expect(next.trials[1]).not.toBe(state.trials[1])
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
    const { trials } = applyEvents(initialState, long)
    expect(trials[999]?.folds[4]?.reports).toHaveLength(20)
    expect(performance.now() - begun).toBeLessThan(5000)
  })
})

describe('folds', () => {
  test('starting again resets the reports', () => {
    const state = runWith([{ state: 'running', reported: [0.5, 0.6] }])
    const fold = applyEvent(state, foldStarted(0, 0, 2)).trials[0]?.folds[0]
    expect(fold).toEqual({ fold: 0, state: 'running', reports: [], metrics: undefined, seconds: 0 })
  })

  test('a fold keeps its own number when an earlier one has not begun', () => {
    const state = applyEvents(runWith([{ state: 'running' }]), [foldStarted(0, 2)])
    expect(state.trials[0]?.folds.map(fold => fold?.state)).toEqual([undefined, undefined, 'running'])
  })

  test('a lost fold is stopped, not failed: it will be run again', () => {
    const state = runWith([{ state: 'running', reported: [0.5] }])
    const outcome = { status: 'failed', error: 'died', epochs: 1, seconds: 5, lost: true } as const
    const ended = applyEvent(state, { type: 'foldEnded', at, trial: 0, fold: 0, outcome })
    expect(ended.trials[0]?.folds[0]).toMatchObject({ state: 'stopped', seconds: 5 })
  })

  test('reports after the end of a fold change nothing', () => {
    const state = runWith([{ state: 'running', scores: [0.5] }])
    expect(applyEvent(state, report(0, 0, 2)).trials[0]?.folds[0]?.reports).toHaveLength(1)
  })

  test.each<RunEvent>([
    { type: 'session', at, engine: 'wasm', device: 'cpu', workers: 1 },
    { type: 'ended', at, state: 'interrupted', reason: '' },
  ])('at $type no fold is running any more', event => {
    const state = applyEvent(runWith([{ state: 'running', scores: [0.5], reported: [0.5] }]), event)
    expect(state.trials[0]?.folds.map(fold => fold?.state)).toEqual(['done', 'stopped'])
  })
})

describe('the run', () => {
  test('is preparing, then running, then ended, and running again after a resume', () => {
    const begun = runWith([])
    const ended = applyEvent(begun, { type: 'ended', at, state: 'interrupted', reason: 'Ctrl-C' })
    const again = applyEvent(ended, { type: 'session', at, engine: 'wasm', device: 'cpu', workers: 1 })
    expect([initialState.status, begun.status, ended.status, again.status]).toEqual([
      'preparing',
      'running',
      'interrupted',
      'running',
    ])
    expect(ended).toMatchObject({ reason: 'Ctrl-C', endedAt: at })
    expect(again).toMatchObject({ reason: '', endedAt: undefined })
  })

  test('events about trials that never began change nothing', () => {
    const state = runWith([])
    for (const event of [foldStarted(3, 0), report(3, 0, 1)]) expect(applyEvent(state, event)).toBe(state)
  })
})

function foldStarted(trial: number, fold: number, attempt = 1): RunEvent {
  return { type: 'foldStarted', at, trial, fold, attempt }
}

function report(trial: number, fold: number, epoch: number): RunEvent {
  const rest = { epochs: 20, stage: 'head', trainLoss: 1, metrics: metricsOf(0.5), seconds: 1 } as const
  return { type: 'report', at, trial, fold, epoch, ...rest }
}
