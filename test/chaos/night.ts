import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { keepRun } from '../../src/coordinator/keep.ts'
import { runLoop } from '../../src/coordinator/loop.ts'
import { lookAheadOf } from '../../src/coordinator/schedule/look-ahead.ts'
import { createSimulated, type Simulated } from '../../src/execution/simulated/simulated.ts'
import { leaderboard } from '../../src/leaderboard/rank.ts'
import { createPruner } from '../../src/pruners/index.ts'
import type { RunEvent } from '../../src/run/event.ts'
import type { RunState } from '../../src/run/state.ts'
import { createSampler } from '../../src/samplers/index.ts'
import { readJournal } from '../../src/store/journal-reader.ts'
import { journalPath, lockPath } from '../../src/store/paths.ts'
import { readRun } from '../../src/store/read-run.ts'
import { createRun, openRun, type RunStore } from '../../src/store/run-folder.ts'
import { removeUnbegun } from '../../src/store/unbegun.ts'
import { header, session, someSweep } from '../coordinator/simulate.ts'
import { weather } from '../coordinator/weather.ts'

/** Few folds of few epochs, told apart by their scores. */
const sweep = someSweep({
  budget: { trials: 3 },
  folds: { k: 2, stratified: true, grouped: false, seed: 7 },
  recipe: { headEpochs: 2, fineTuneEpochs: 0 },
})

export interface Told {
  readonly events: readonly RunEvent[]
  readonly holds: number
}

/** One session of the sweep in a real run folder, by the loop and the store of the program and a simulated executor. */
async function oneSession(store: RunStore, begun: RunState | undefined, signal?: AbortSignal): Promise<Told> {
  const events: RunEvent[] = []
  const simulated = createSimulated({ curve: weather(1).curve, capacity: 1 })
  const executor = unhurried(simulated, () => ledger.flush())
  const { ledger, holds } = keepRun(store, {
    begun,
    now: () => new Date('2026-01-01T22:00:00Z'),
    onEvent: event => void events.push(event),
    makeRoom: async () => undefined,
    wait: () => new Promise(resolve => setTimeout(resolve, 1)),
    signal,
  })
  try {
    const [run, data] = header(sweep)
    for (const event of begun === undefined ? [run] : []) if (event) ledger.record(event)
    ledger.open()
    await ledger.flush()
    if (ledger.failure !== undefined) throw ledger.failure
    if (begun?.data === undefined && data !== undefined) ledger.record(data)
    const images = [
      { file: 'a.png', label: 0 },
      { file: 'b.png', label: 1 },
    ]
    await store.keepFolds({ k: 2, of: [0, 1], hash: 'h' }, images)
    ledger.record(session())
    const sampler = createSampler(sweep.sampler)
    const pruner = createPruner(sweep.pruner, { ...sweep.objective, samplerLearns: false })
    await runLoop({
      sweep,
      k: 2,
      executor,
      ledger,
      holds,
      sampler,
      pruner,
      lookAhead: lookAheadOf({ sampler, pruner }),
      clock: executor.clock,
      signal,
    })
    await store.snapshot(ledger.state).catch(() => undefined)
  } finally {
    await store.close().catch(() => undefined)
    if (begun === undefined && !store.hasBegun) await removeUnbegun(store.folder)
  }
  return { events, holds: events.filter(({ type }) => type === 'held').length }
}

/** A fold ends when its reports are written, so that each is a write of its own; one after the other, so that their order is always the same. */
function unhurried(executor: Simulated, pause: () => Promise<void>): Simulated {
  return {
    ...executor,
    start(job, onReport) {
      const fold = executor.start(job, onReport)
      return { ...fold, outcome: fold.outcome.then(outcome => pause().then(() => outcome)) }
    },
  }
}

/** Begins the run, or goes on with it where there is one. */
export async function night(runs: string, signal?: AbortSignal): Promise<Told> {
  const folder = path.join(runs, 'flowers')
  if (!hasBegun(folder)) return oneSession(await createRun(runs, 'flowers'), undefined, signal)
  const store = await openRun(folder)
  const begun = await store.readState()
  return oneSession(store, begun, signal)
}

/** As the person sees it: a first line was written. */
function hasBegun(folder: string): boolean {
  try {
    return readFileSync(journalPath(folder)).includes('\n')
  } catch {
    return false
  }
}

/** A lock of this process would be alive: its owner becomes one that died. */
export function bury(folder: string): void {
  try {
    const owner = JSON.parse(readFileSync(lockPath(folder), 'utf8'))
    writeFileSync(lockPath(folder), JSON.stringify({ ...owner, pid: 4_194_300, token: undefined }))
  } catch {}
}

/** What the night came to: each fold's results, and the ranking. */
export async function outcomeOf(folder: string) {
  const events = await readJournal(journalPath(folder))
  const state = await readRun(folder)
  const ended = events.flatMap(event =>
    event.type === 'foldEnded' && event.outcome.status === 'done' ? `${event.trial}/${event.fold}` : [],
  )
  return {
    ranking: JSON.stringify(leaderboard(state).trials),
    ended: ended.sort(),
    status: state.status,
    curves: state.trials.map(({ config, folds }) => [config, folds.map(fold => fold?.metrics)]),
  }
}
