import { hostname } from 'node:os'
import path from 'node:path'
import type { PassFacts } from '../activations/pass-facts.ts'
import { messageOf, UserError } from '../base/errors.ts'
import { programVersion } from '../base/program-version.ts'
import type { Forecast } from '../cost-model/forecast.ts'
import type { Host } from '../execution/host/host.ts'
import { journalVersion, type RunEvent } from '../run/event.ts'
import { savedNote, wantedBy } from '../run/saved.ts'
import type { RunState } from '../run/state.ts'
import { createRun, openRun, type RunStore } from '../store/run-folder.ts'
import type { SweepData } from '../sweep/inspect-data.ts'
import { aimsOf } from '../sweep/objective.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { deadlineOf } from './budget.ts'
import { type Followed, followCosts } from './costs/follow.ts'
import { duplicatesByPlace, mustLook, tellDuplicates } from './duplicates.ts'
import { editedNote, fileHashOf } from './edited-file.ts'
import { interruptedText } from './ending.ts'
import { createHolds } from './holds.ts'
import { engineName, recordLatencies } from './latencies.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { runLoop } from './loop.ts'
import { type FollowedMemory, followMemory } from './memory/follow.ts'
import { type HostWishes, openSweepHost } from './open-host.ts'
import { checkThere, prepare } from './prepare.ts'
import type { LookAhead } from './schedule/look-ahead.ts'
import { createSnapshots } from './snapshots.ts'
import { checkUnchanged, splitImages } from './split-images.ts'
import { strategiesOf } from './strategies.ts'
import { changeNotes, unusableNotes, withoutUnusable } from './usable-weights.ts'

export interface RunOptions extends HostWishes {
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

/** What a session stands on, and what was found on the way. */
interface Inputs extends SweepData {
  readonly notes: readonly string[]
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
  const ledger = createLedger({
    ...(begun === undefined ? {} : { begun }),
    append: store.append,
    now: () => new Date(),
    onEvent(event, now) {
      costs?.onEvent(event, now)
      options.onEvent?.(event, now)
    },
    onWritten: createSnapshots(store.snapshot, text => note('warning', text)),
  })
  const { state } = ledger
  const { folder } = store
  const holds = createHolds(ledger)
  let host: Host | undefined
  let costs: Followed | undefined
  let memory: FollowedMemory | undefined
  let hasSession = begun === undefined
  try {
    const chosen = strategiesOf(sweep, begun?.lookAhead)
    if (begun === undefined) await beginRun(sweep, path.basename(folder), chosen.lookAhead, ledger)
    const passes: PassFacts[] = []
    options.signal?.throwIfAborted()
    const lookFor = { dataset: inputs.dataset, findDuplicates: mustLook(sweep, state) }
    const openedAt = performance.now()
    host = await openSweepHost(sweep, lookFor, folder, options, ledger, facts => {
      passes.push(facts)
      costs?.passed(facts)
    })
    const openingSeconds = (performance.now() - openedAt) / 1000
    options.signal?.throwIfAborted()
    const { k, repeats } = await beginSession(sweep, inputs, store, host, ledger)
    hasSession = true
    const deadline = deadlineOf(sweep.budget, new Date())?.at
    options.onBudget?.({ plannedTrials: sweep.budget.trials, deadline })
    const { opened } = host
    const { onForecast } = options
    costs = await followCosts({ sweep, state, opened, openingSeconds, deadline, onForecast })
    memory = await followMemory({ sweep, opened })
    // Trials never change in place: what had been trained before can be reckoned at the end.
    const before = { data: state.data, trials: [...state.trials] }
    await runLoop({
      ...chosen,
      sweep,
      k,
      repeats,
      executor: host,
      ledger,
      holds,
      times: costs,
      microBatches: memory.microBatches,
      signal: options.signal,
      onEnding() {
        const text = savedNote([wantedBy(sweep, before), wantedBy(sweep, state)], passes)
        if (text !== undefined) note('info', text)
      },
    })
  } catch (error) {
    const isInterrupted = options.signal?.aborted === true
    if (hasSession) await endBroken(ledger, isInterrupted, error)
    if (!isInterrupted) throw error
    if (!hasSession) return { folder, state: { ...state, status: 'interrupted', reason: 'interrupted' } }
  } finally {
    await host?.close()
    await Promise.all([costs?.close(), memory?.close()])
    if (hasSession && ledger.failure === undefined) await store.snapshot(state).catch(() => undefined)
    await store.close()
  }
  return { folder, state }
}

async function beginRun(sweep: Sweep, name: string, lookAhead: LookAhead, ledger: Ledger): Promise<void> {
  const fileHash = await fileHashOf(sweep.file)
  const { notes = [], ...written } = sweep
  const { objective, seed } = written
  const { metric, goal } = objective
  ledger.record({
    type: 'run',
    version: journalVersion,
    name,
    sweep: written,
    metric,
    goal,
    objectives: aimsOf(objective),
    seed,
    lookAhead,
    scoring: 'crossFitted',
    ...(fileHash === undefined ? {} : { fileHash }),
  })
  for (const text of notes) ledger.record({ type: 'note', level: 'warning', text })
  ledger.open()
}

/** From here on the run has a session: what the host said until now is written, too. Gives the number of folds, and of further splits. */
async function beginSession(
  sweep: Sweep,
  { split, dataset, notes }: Inputs,
  store: RunStore,
  { opened, setFolds }: Host,
  ledger: Ledger,
): Promise<{ k: number; repeats: number }> {
  const { engine, workers, images, imagesHash, skipped } = opened
  const { data } = ledger.state
  const duplicates = data?.duplicates ? duplicatesByPlace(data.duplicates, images) : opened.duplicates
  const { folds, leftOut, repeats } = splitImages(split, images, skipped, duplicates)
  checkUnchanged(ledger.state, folds, imagesHash)
  if (data === undefined) {
    const told = duplicates && tellDuplicates(sweep, duplicates, images, dataset, folds)
    await store.writeFolds(folds, images)
    ledger.record({
      type: 'data',
      classes: dataset.classes,
      images: images.length - leftOut.length,
      skipped: [...skipped, ...leftOut],
      imagesHash,
      folds: { k: folds.k, hash: folds.hash },
      holdout: folds.of.filter(fold => fold === -1).length,
      ...(told && { duplicates: told.duplicates }),
    })
    for (const text of dataset.reading ?? []) ledger.record({ type: 'note', level: 'info', text })
    for (const { level, text } of opened.pictureNotes) ledger.record({ type: 'note', level, text })
    const notes = [...(dataset.notes ?? []), ...(told?.warnings ?? [])]
    for (const text of notes) ledger.record({ type: 'note', level: 'warning', text })
  }
  ledger.record({
    type: 'session',
    engine: engineName(engine),
    device: engine.device,
    workers,
    version: journalVersion,
    host: hostname(),
    program: programVersion,
  })
  for (const text of notes) ledger.record({ type: 'note', level: 'warning', text })
  recordLatencies(opened, ledger)
  ledger.open()
  setFolds({ k: folds.k, of: folds.of, repeats: repeats.map(({ of }) => of), imagesHash })
  return { k: folds.k, repeats: repeats.length }
}

/** The loop's own failures, and those from before it, are told in the journal as far as that can be written. */
async function endBroken(ledger: Ledger, isInterrupted: boolean, error: unknown): Promise<void> {
  if (ledger.failure !== undefined) return
  ledger.record({
    type: 'ended',
    state: isInterrupted ? 'interrupted' : 'failed',
    reason: isInterrupted ? interruptedText : messageOf(error),
  })
  await ledger.flush()
}
