import type { Outcome, Report } from '../trial/job.ts'
import type { FoldState, Trial } from '../trial/trial.ts'
import type { RunEvent } from './event.ts'
import type { RunState } from './state.ts'

/** The state before the journal's first line. */
export const initialState: RunState = {
  name: '',
  sweep: null,
  objective: { metric: 'accuracy', goal: 'maximize' },
  seed: 0,
  startedAt: '',
  endedAt: undefined,
  status: 'preparing',
  reason: '',
  data: undefined,
  session: undefined,
  trials: [],
  notes: [],
}

/**
 * Folds one event into the state; pure and total. Only the touched path is copied, so that a long journal
 * folds in time near to its length. An event about a trial that has not begun changes nothing.
 */
export function applyEvent(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'run':
      return begin(event)
    case 'data': {
      const { classes, images, skipped, imagesHash, folds, holdout } = event
      return { ...state, data: { classes, images, skipped, imagesHash, folds, holdout } }
    }
    case 'session': {
      const { engine, device, workers } = event
      const trials = stopRunning(state.trials)
      const fresh = { status: 'running', reason: '', endedAt: undefined } as const
      return { ...state, ...fresh, session: { engine, device, workers }, trials }
    }
    case 'trialStarted':
      return event.trial === state.trials.length
        ? { ...state, trials: [...state.trials, startTrial(event)] }
        : state
    case 'foldStarted':
      return withFold(state, event, () => startFold(event.fold))
    case 'report':
      return withFold(state, event, fold => addReport(fold, event))
    case 'foldEnded':
      return withFold(state, event, fold => endFold(fold ?? startFold(event.fold), event.outcome))
    case 'trialEnded':
      return withTrial(state, event.trial, trial => ({
        ...trial,
        state: event.state,
        reason: event.reason,
        endedAt: event.at,
      }))
    case 'note': {
      const { at, level, text } = event
      return { ...state, notes: [...state.notes, { at, level, text }] }
    }
    case 'ended': {
      const { at, state: status, reason } = event
      return { ...state, status, reason, endedAt: at, trials: stopRunning(state.trials) }
    }
    default:
      event satisfies never
      return state
  }
}

/** A whole journal (or the rest of one) at once. */
export function applyEvents(state: RunState, events: readonly RunEvent[]): RunState {
  return events.reduce(applyEvent, state)
}

type Of<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>

function begin({ name, sweep, metric, goal, seed, at }: Of<'run'>): RunState {
  return { ...initialState, name, sweep, objective: { metric, goal }, seed, startedAt: at }
}

function startTrial({ trial: number, config, origin, at: startedAt }: Of<'trialStarted'>): Trial {
  return { number, config, origin, state: 'running', reason: '', folds: [], startedAt, endedAt: undefined }
}

function startFold(fold: number): FoldState {
  return { fold, state: 'running', reports: [], metrics: undefined, seconds: 0 }
}

function addReport(fold: FoldState | undefined, event: Of<'report'>): FoldState | undefined {
  if (fold?.state !== 'running') return fold
  const { trial, epoch, epochs, stage, trainLoss, metrics, seconds } = event
  const report: Report = { trial, fold: event.fold, epoch, epochs, stage, trainLoss, metrics, seconds }
  return { ...fold, reports: [...fold.reports, report], seconds: fold.seconds + seconds }
}

/** A lost fold counts as stopped: it will be run again. */
function endFold(fold: FoldState, outcome: Outcome): FoldState {
  const isLost = outcome.status === 'failed' && outcome.lost === true
  const metrics = outcome.status === 'done' ? outcome.metrics : undefined
  return { ...fold, state: isLost ? 'stopped' : outcome.status, metrics, seconds: outcome.seconds }
}

/** Folds that nobody runs any more: a session ended, or a new one begins after a crash. */
function stopRunning(trials: readonly Trial[]): readonly Trial[] {
  const isRunning = (fold: FoldState | undefined) => fold?.state === 'running'
  return trials.map(trial =>
    trial.folds.some(isRunning)
      ? {
          ...trial,
          folds: trial.folds.map(fold => (isRunning(fold) && fold ? { ...fold, state: 'stopped' } : fold)),
        }
      : trial,
  )
}

function withTrial(state: RunState, number: number, change: (trial: Trial) => Trial): RunState {
  const trial = state.trials[number]
  return trial === undefined ? state : { ...state, trials: state.trials.with(number, change(trial)) }
}

function withFold(
  state: RunState,
  at: { readonly trial: number; readonly fold: number },
  change: (fold: FoldState | undefined) => FoldState | undefined,
): RunState {
  return withTrial(state, at.trial, trial => {
    const length = Math.max(trial.folds.length, at.fold + 1)
    const folds = Array.from({ length }, (_, fold) =>
      fold === at.fold ? change(trial.folds[fold]) : trial.folds[fold],
    )
    return { ...trial, folds }
  })
}
