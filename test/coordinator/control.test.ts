import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { watchControl } from '../../src/coordinator/control.ts'
import { Stop } from '../../src/coordinator/ending.ts'
import { createHolds } from '../../src/coordinator/holds.ts'
import { createLedger, type Entry } from '../../src/coordinator/ledger.ts'
import { stateOf } from '../../src/run/book.ts'
import { leaveWish, type Wish } from '../../src/store/control-file.ts'
import { controlPath } from '../../src/store/paths.ts'
import { temporaryFolder } from '../setup/images.ts'
import { header, someSweep } from './simulate.ts'

const start = { type: 'foldStarted', trial: 0, attempt: 1 } as const
const end = { type: 'foldEnded', trial: 0, outcome: { status: 'stopped', epochs: 1, seconds: 1 } } as const

/** A session that two folds of are in flight, and what somebody may wish of it. */
function session({ hasBegun = true } = {}) {
  const folder = temporaryFolder()
  const recorded: Entry['type'][] = []
  const ledger = createLedger({
    begun: stateOf(header(someSweep())),
    append: async () => undefined,
    now: () => new Date(),
    onEvent(event, state) {
      recorded.push(event.type)
      control.onEvent(event, state)
    },
  })
  const { state, record } = ledger
  const store = { folder, token: 'ours' }
  const abort = new AbortController()
  const control = watchControl({ store, holds: createHolds(ledger), state, abort, everyMs: 2 })
  onTestFinished(control.close)
  record({ type: 'trialStarted', trial: 0, config: {}, origin: 'sampler' })
  record({ ...start, fold: 0 })
  record({ ...start, fold: 1 })
  if (hasBegun) control.begin()
  return {
    abort,
    control,
    state,
    record,
    recorded,
    async wish(wish: Wish['wish'], token = 'ours') {
      await leaveWish(folder, { wish, at: new Date().toISOString(), token })
      await vi.waitUntil(() => !existsSync(controlPath(folder)), { interval: 1 })
      // The file goes just before it is obeyed.
      await sleep(60)
    },
    why: () => (abort.signal.reason instanceof Stop ? abort.signal.reason.message : undefined),
  }
}

test('a stop holds the sweep until the folds in flight have ended, and what they mean is recorded', async () => {
  const { abort, state, record, recorded, wish, why } = session()
  await wish('stop')
  await vi.waitFor(() =>
    expect(state).toMatchObject({
      status: 'paused',
      reason: expect.stringMatching(/^stopping when the folds/),
    }),
  )
  record({ ...end, fold: 0 })
  await sleep(5)
  expect(abort.signal.aborted).toBe(false)
  abort.signal.addEventListener('abort', () => recorded.push('ended'))
  record({ ...end, fold: 1 })
  record({ type: 'trialEnded', trial: 0, state: 'completed', reason: '' })
  await vi.waitUntil(() => abort.signal.aborted)
  expect(recorded.slice(-3)).toEqual(['foldEnded', 'trialEnded', 'ended'])
  expect(why()).toMatch(/^stopped by `nightsweep stop`; `nightsweep resume \S+` goes on$/)
})

test('a stop can be taken back by go, or become a pause', async () => {
  const { abort, state, record, wish } = session()
  await wish('stop')
  await wish('pause')
  expect(state.reason).toMatch(/^paused by `nightsweep pause`; `nightsweep go \S+` goes on$/)
  await wish('go')
  expect(state).toMatchObject({ status: 'running', holds: [] })
  for (const fold of [0, 1]) record({ ...end, fold })
  await sleep(5)
  expect(abort.signal.aborted).toBe(false)
})

test('a stop --now waits for nothing', async () => {
  const { state, wish, why } = session()
  await wish('stopNow')
  expect(state.status).toBe('running')
  expect(why()).toMatch(/^stopped by `nightsweep stop --now`;/)
})

test('a pause waits for the session, a stop does not', async () => {
  const { control, state, recorded, wish, why } = session({ hasBegun: false })
  await wish('pause')
  expect(recorded).not.toContain('held')
  control.begin()
  expect(state.status).toBe('paused')
  const other = session({ hasBegun: false })
  await other.wish('stop')
  expect([why(), other.why()]).toEqual([undefined, expect.stringMatching(/^stopped by/)])
})

test('a wish for another session is none', async () => {
  const { state, wish, why } = session()
  await wish('pause', 'theirs')
  await wish('stopNow', 'theirs')
  expect([state.status, why()]).toEqual(['running', undefined])
})
