import { mostFolds } from '../data/assigned-folds.ts'
import { countsOf, foldsDone, noCounts } from '../leaderboard/counts.ts'
import { everyFold, holdoutFold, withFold } from '../trial/fold-places.ts'
import type { FoldState, Trial, TrialState } from '../trial/trial.ts'
import type { EventOf, RunEvent } from './event.ts'
import { abandon, addReport, endFold, scoredAgain, startFold } from './fold-state.ts'
import { followBest } from './follow-best.ts'
import { heldBy } from './holds.ts'
import { type FoldPlace, foldKey, type Note, type Resumption, type RunState } from './state.ts'

type Changeable<T> = { -readonly [K in keyof T]: T[K] }

/** A run's state while events come in: each changes it in place, at a cost that does not grow with the run. */
export interface Book {
  readonly state: RunState
  /** Total: an event about a trial that has not begun, or a fold beyond k, changes nothing. */
  apply(event: RunEvent): void
}

/** The state before the journal's first line. */
const blank = {
  name: '',
  sweep: undefined,
  objective: { metric: 'accuracy', goal: 'maximize' },
  objectives: [{ metric: 'accuracy', goal: 'maximize' }],
  lookAhead: undefined,
  scoring: undefined,
  fileHash: undefined,
  seed: 0,
  startedAt: '',
  endedAt: undefined,
  status: 'preparing',
  reason: '',
  data: undefined,
  session: undefined,
  sessionAt: undefined,
} as const

const noLists = { trials: [], notes: [], latencies: [], weights: [], resumptions: [], heldOut: [], holds: [] }

/** What a book can be continued from: the rest of a state follows from it. */
export type Stored = Omit<RunState, 'open' | 'paused' | 'running' | 'counts' | 'best'>

/** A new book, or one that goes on from a stored state. */
export function createBook(given: Partial<Stored> = {}): Book {
  const stored: Stored = { ...blank, ...noLists, ...given }
  const trials: Trial[] = [...stored.trials]
  const notes: Note[] = [...stored.notes]
  const latencies = [...stored.latencies]
  const resumptions: Resumption[] = [...stored.resumptions]
  const heldOut: number[] = [...stored.heldOut]
  const open = new Set<number>()
  const paused = new Set<number>()
  const running = new Map<string, FoldPlace>()
  for (const trial of trials) {
    if (trial.state === 'running') open.add(trial.number)
    if (trial.state === 'paused') paused.add(trial.number)
    for (const { fold, state } of everyFold(trial))
      if (state === 'running') running.set(foldKey(trial.number, fold), { trial: trial.number, fold })
  }
  const counts = stored.trials.length === 0 ? { ...noCounts } : { ...countsOf(stored) }
  const state: Changeable<RunState> = {
    ...stored,
    trials,
    notes,
    latencies,
    resumptions,
    heldOut,
    open,
    paused,
    running,
    counts,
    best: undefined,
  }
  const best = followBest(state)

  function apply(event: RunEvent): void {
    switch (event.type) {
      case 'run':
        begin(event)
        break
      case 'data': {
        const { type: _, at: _at, ...data } = event
        state.data = data
        break
      }
      case 'session': {
        const { type: _, at: sessionAt, version: _version, ...session } = event
        Object.assign(state, {
          status: 'running',
          reason: '',
          endedAt: undefined,
          session,
          sessionAt,
          holds: [],
        })
        abandonAll()
        break
      }
      case 'trialStarted':
        startTrial(event)
        break
      case 'measured':
        changeTrial(event.trial, { measured: { ...trials[event.trial]?.measured, ...event.values } })
        break
      case 'latency': {
        const { type: _, at: _at, ...latency } = event
        latencies.push(latency)
        break
      }
      case 'weights': {
        const { type: _, at: _at, ...used } = event
        state.weights = [...state.weights, used]
        break
      }
      case 'foldStarted': {
        const { trial, fold } = event
        if (changeFold(event, before => startFold(before, event)))
          running.set(foldKey(trial, fold), { trial, fold })
        break
      }
      case 'report':
        changeFold(event, fold => addReport(fold, event))
        break
      case 'foldEnded':
        running.delete(foldKey(event.trial, event.fold))
        endFoldOf(event)
        break
      case 'trialPaused':
        changeTrial(event.trial, { state: 'paused', reason: event.reason, stoppedAt: event.place })
        break
      case 'trialResumed':
        resumeTrial(event.trial)
        break
      case 'trialEnded':
        endTrial(event)
        break
      case 'held':
      case 'released':
        Object.assign(state, heldBy(state, event))
        break
      case 'note':
        notes.push({ at: event.at, level: event.level, text: event.text })
        break
      case 'ended':
        Object.assign(state, { status: event.state, reason: event.reason, endedAt: event.at, holds: [] })
        abandonAll()
        break
      default:
        event satisfies never
    }
  }

  function begin({ metric, goal, at, ...run }: EventOf<'run'>): void {
    const { name, sweep, objectives, seed, lookAhead, scoring, fileHash } = run
    const given = { name, sweep, objectives, seed, lookAhead, scoring, fileHash }
    Object.assign(state, { ...blank, ...given, objective: { metric, goal }, startedAt: at })
    best.begin()
  }

  function startTrial({ trial: number, config, origin, by, at: startedAt }: EventOf<'trialStarted'>): void {
    if (number !== trials.length) return
    const source = by === undefined ? { origin } : { origin, by }
    const never = { reason: '', cause: undefined, stoppedAt: undefined, endedAt: undefined }
    trials.push({ number, config, ...source, state: 'running', folds: [], startedAt, ...never })
    open.add(number)
    counts.trials++
    counts.running++
  }

  function resumeTrial(number: number): void {
    const resumedAt = trials[number]?.stoppedAt
    changeTrial(number, { state: 'running', reason: '', stoppedAt: undefined, resumedAt })
    if (number < trials.length) resumptions.push({ trial: number, trials: trials.length })
  }

  function endTrial({ trial: number, state: how, reason, cause, place, at }: EventOf<'trialEnded'>): void {
    changeTrial(number, { state: how, reason, cause, stoppedAt: place, endedAt: at })
  }

  function changeTrial(number: number, change: Partial<Trial>): void {
    const before = trials[number]
    if (before === undefined) return
    const after = { ...before, ...change }
    trials[number] = after
    moveBetween(number, before.state, after.state)
    if (before.folds !== after.folds) counts.foldsDone += foldsDone(after) - foldsDone(before)
    best.compare(before, after)
  }

  function moveBetween(number: number, before: TrialState, after: TrialState): void {
    if (before === after) return
    counts[before]--
    counts[after]++
    if (before === 'paused') paused.delete(number)
    if (before === 'running') open.delete(number)
    if (after === 'paused') paused.add(number)
    if (after === 'running') addInOrder(open, number)
  }

  function changeFold(
    at: FoldPlace,
    change: (fold: FoldState | undefined) => FoldState | undefined,
  ): boolean {
    const trial = trials[at.trial]
    // A study of the caller's own has no data that say how many folds there are.
    const changed = trial && withFold(trial, at.fold, state.data?.folds.k ?? mostFolds, change)
    if (changed !== undefined) changeTrial(at.trial, changed)
    return changed !== undefined
  }

  function endFoldOf(event: EventOf<'foldEnded'>): void {
    const { trial, fold, outcome } = event
    const isKnown = changeFold(event, before => endFold(before, event, state.scoring))
    scoreAgain(trial)
    if (isKnown && fold === holdoutFold && outcome.status === 'done') heldOut.push(trial)
  }

  /** A fold that ends may change the epoch at which the others of its split count. */
  function scoreAgain(number: number): void {
    const trial = trials[number]
    if (trial === undefined) return
    const scored = scoredAgain(trial, state)
    if (scored !== undefined) changeTrial(number, scored)
  }

  /** Folds that nobody runs any more. */
  function abandonAll(): void {
    for (const { trial, fold } of [...running.values()])
      changeFold({ trial, fold }, before => before && abandon(before))
    running.clear()
  }

  return { state, apply }
}

function addInOrder(numbers: Set<number>, number: number): void {
  const later = [...numbers].filter(other => other > number)
  for (const other of later) numbers.delete(other)
  for (const added of [number, ...later]) numbers.add(added)
}

/** The state that a whole journal tells. */
export function stateOf(events: Iterable<RunEvent>): RunState {
  const { state, apply } = createBook()
  for (const event of events) apply(event)
  return state
}
