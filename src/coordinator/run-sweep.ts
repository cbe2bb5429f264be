import path from 'node:path'
import type { PassFacts } from '../activations/pass-facts.ts'
import { systemClock } from '../base/clock.ts'
import { messageOf, UserError } from '../base/errors.ts'
import { createPulse } from '../base/pulse.ts'
import type { Forecast } from '../cost-model/forecast.ts'
import type { Host } from '../execution/host/host.ts'
import type { RunEvent } from '../run/event.ts'
import { savedNote, wantedBy } from '../run/saved.ts'
import type { RunState } from '../run/state.ts'
import { createRun, openRun, type RunStore } from '../store/run-folder.ts'
import { removeUnbegun } from '../store/unbegun.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { beginRun } from './begin-run.ts'
import { beginSession, type Inputs } from './begin-session.ts'
import { watchControl } from './control.ts'
import { type Followed, followCosts } from './costs/follow.ts'
import { mustLook } from './duplicates.ts'
import { editedNote } from './edited-file.ts'
import { stopText } from './ending.ts'
import { keepRun } from './keep.ts'
import type { Ledger } from './ledger.ts'
import { runLoop } from './loop.ts'
import { type FollowedMemory, followMemory } from './memory/follow.ts'
import { type HostWishes, openSweepHost } from './open-host.ts'
import { checkThere, prepare } from './prepare.ts'
import { sessionEndOf } from './session-end.ts'
import { strategiesOf } from './strategies.ts'
import { supervise } from './supervision/supervise.ts'
import { withUnwritten } from './unwritten.ts'
import { changeNotes, unusableNotes, withoutUnusable } from './usable-weights.ts'

/** A run of which this process has the only pen. */
export interface HeldRun {
  readonly folder: string
  /** Into its journal. */
  note(level: 'info' | 'warning', text: string): void
}

export interface RunOptions extends HostWishes {
  /** It has begun, or goes on; its host is not there yet. */
  readonly onHeld?: (run: HeldRun) => void
  /** The state knows the event already; it changes in place. */
  readonly onEvent?: (event: RunEvent, state: RunState) => void
  /** What this session may use, when the loop begins. */
  readonly onBudget?: (budget: { plannedTrials: number | undefined; deadline: Date | undefined }) => void
  /** What there will be when, once a second at most. */
  readonly onForecast?: (forecast: Forecast & { readonly at: string }) => void
}

export interface SweepResult {
  readonly folder: string
  readonly state: RunState
}

/** Starts a new run of the sweep under `runs`; whatever is wrong with file or data is thrown before a folder is made. */
export async function runSweep(
  sweep: Sweep,
  options: RunOptions & { runs: string; name?: string },
): Promise<SweepResult> {
  const { inputs, weights } = await prepare(sweep, options)
  const store = await createRun(options.runs, options.name ?? sweep.name, {
    exact: options.name !== undefined,
  })
  const notes = unusableNotes(weights)
  return conduct(withoutUnusable(sweep, weights), { ...inputs, notes }, store, undefined, options)
}

/** Goes on with an existing run; `change` may give it a new budget. */
export async function resumeSweep(
  folder: string,
  change: (sweep: Sweep) => Sweep,
  options: RunOptions,
): Promise<SweepResult> {
  const store = await openRun(folder)
  try {
    const state = await store.readState()
    if (state.sweep === undefined)
      throw new UserError('the journal does not say what to do', { where: folder })
    const sweep = change(state.sweep)
    await checkThere(sweep, state.name)
    const edited = await editedNote(state, sweep)
    const { inputs, weights } = await prepare(sweep, { ...options, hasBegun: state.data !== undefined })
    const notes = [...(edited === undefined ? [] : [edited]), ...changeNotes(sweep, weights)]
    return await conduct(sweep, { ...inputs, notes }, store, state, options)
  } finally {
    await store.close()
  }
}

/** `begun` is what an existing run's journal says. A session that is refused leaves no trace in it. */
async function conduct(
  sweep: Sweep,
  inputs: Inputs,
  store: RunStore,
  begun: RunState | undefined,
  options: RunOptions,
): Promise<SweepResult> {
  const note = (level: 'info' | 'warning', text: string) => ledger.record({ type: 'note', level, text })
  const abort = new AbortController()
  const signal = AbortSignal.any([abort.signal, ...(options.signal === undefined ? [] : [options.signal])])
  const { ledger, holds } = keepRun(store, {
    begun,
    signal,
    onEvent(event, now) {
      costs?.onEvent(event, now)
      control.onEvent(event, now)
      options.onEvent?.(event, now)
    },
  })
  const { state } = ledger
  const { folder } = store
  const control = watchControl({ store, holds, state, abort })
  const pulse = createPulse(systemClock)
  let host: Host | undefined
  let costs: Followed | undefined
  let memory: FollowedMemory | undefined
  let hasSession = begun === undefined
  try {
    const chosen = strategiesOf(sweep, begun?.lookAhead)
    if (begun === undefined) await beginRun(sweep, path.basename(folder), chosen.lookAhead, ledger)
    if (ledger.failure !== undefined) throw ledger.failure
    options.onHeld?.({ folder, note })
    const passes: PassFacts[] = []
    signal.throwIfAborted()
    const lookFor = { dataset: inputs.dataset, findDuplicates: mustLook(sweep, state) }
    const openedAt = performance.now()
    const wishes = { ...options, signal, pulse }
    host = await openSweepHost(sweep, lookFor, folder, wishes, { ledger, holds }, facts => {
      passes.push(facts)
      costs?.passed(facts)
    })
    const openingSeconds = (performance.now() - openedAt) / 1000
    signal.throwIfAborted()
    const { k, repeats } = await beginSession(sweep, inputs, store, host, ledger)
    hasSession = true
    control.begin()
    const end = sessionEndOf(sweep.budget, systemClock)
    const deadline = end && new Date(Date.now() + end.leftMs())
    options.onBudget?.({ plannedTrials: sweep.budget.trials, deadline })
    const { opened } = host
    const { onForecast } = options
    costs = await followCosts({ sweep, state, opened, openingSeconds, end, onForecast })
    memory = await followMemory({ sweep, opened })
    // Trials never change in place: what had been trained before can be reckoned at the end.
    const before = { data: state.data, trials: [...state.trials] }
    await runLoop({
      ...chosen,
      sweep,
      k,
      repeats,
      executor: supervise(host, {
        pulse,
        minutes: sweep.limits?.foldMinutes,
        expected: costs.expected,
        note,
      }),
      ledger,
      holds,
      times: costs,
      end,
      pulse,
      microBatches: memory.microBatches,
      signal,
      onEnding() {
        const text = savedNote([wantedBy(sweep, before), wantedBy(sweep, state)], passes)
        if (text !== undefined) note('info', text)
      },
    })
  } catch (error) {
    if (hasSession) await endBroken(ledger, signal, error)
    if (ledger.failure !== undefined)
      throw withUnwritten(ledger.failure, ledger.unwritten, state.data?.folds.k)
    if (!signal.aborted) throw error
    if (!hasSession) return { folder, state: { ...state, status: 'interrupted', reason: 'interrupted' } }
  } finally {
    control.close()
    pulse.stop()
    await host?.close().catch(() => undefined)
    await Promise.all([costs?.close(), memory?.close()]).catch(() => undefined)
    if (hasSession && ledger.failure === undefined) await store.snapshot(state).catch(() => undefined)
    await store.close()
    if (begun === undefined && !store.hasBegun) await removeUnbegun(folder)
  }
  return { folder, state }
}

/** The loop's own failures, and those from before it, are told in the journal as far as that can be written. */
async function endBroken(ledger: Ledger, signal: AbortSignal, error: unknown): Promise<void> {
  if (ledger.failure !== undefined) return
  ledger.record({
    type: 'ended',
    state: signal.aborted ? 'interrupted' : 'failed',
    reason: signal.aborted ? stopText(signal) : messageOf(error),
  })
  await ledger.flush()
}
