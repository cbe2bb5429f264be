import { mostFolds } from '../data/assigned-folds.ts'
import { crossFitted } from '../trial/cross-fit.ts'
import { emptyCurve, trimmed, withReport } from '../trial/curve.ts'
import { repeatOf } from '../trial/fold-places.ts'
import type { Outcome } from '../trial/job.ts'
import type { FoldState, Trial } from '../trial/trial.ts'
import type { EventOf } from './event.ts'
import type { RunState } from './state.ts'

const unknown: FoldState = {
  fold: 0,
  state: 'stopped',
  curve: emptyCurve,
  metrics: undefined,
  seconds: 0,
  attempts: 0,
  mishaps: 0,
  together: undefined,
  cause: undefined,
  error: '',
  again: undefined,
}

/** A new attempt begins with an empty curve, and remembers those before it. */
export function startFold(
  before: FoldState | undefined,
  { fold, microBatch }: Pick<EventOf<'foldStarted'>, 'fold' | 'microBatch'>,
): FoldState {
  const { attempts, mishaps, together, cause, error } = before ?? unknown
  const memory = { attempts: attempts + 1, mishaps, together, cause, error }
  return { ...unknown, fold, state: 'running', ...memory, ...(microBatch !== undefined && { microBatch }) }
}

/** A report that nobody waits for changes nothing. */
export function addReport(fold: FoldState | undefined, report: EventOf<'report'>): FoldState | undefined {
  if (fold?.state !== 'running') return fold
  return { ...fold, curve: withReport(fold.curve, report), seconds: fold.seconds + report.seconds }
}

/** A fold that is to be tried again counts as stopped. Its score is what it tells, until the run's scoring is applied. */
export function endFold(
  before: FoldState | undefined,
  event: EventOf<'foldEnded'>,
  scoring: RunState['scoring'],
): FoldState {
  const fold = before ?? { ...unknown, fold: event.fold, attempts: 1 }
  const { outcome, again, together } = event
  const curve = trimmed(fold.curve)
  const metrics = outcome.status === 'done' ? outcome.metrics : undefined
  const counts = outcome.status === 'done' ? outcome.counts : undefined
  const common = {
    ...fold,
    curve,
    metrics,
    ...(counts === undefined ? {} : { counts }),
    seconds: outcome.seconds,
  }
  if (outcome.status !== 'failed') {
    const isCrossFitted = scoring === 'crossFitted' && outcome.status === 'done' && outcome.earlyStopping
    return { ...common, state: outcome.status, again: undefined, ...(isCrossFitted && { isCrossFitted }) }
  }
  const failed = { ...common, state: again === undefined ? 'failed' : 'stopped', again } as const
  // What it is suspected of stays as it was.
  if (outcome.isInnocent) return failed
  return {
    ...failed,
    mishaps: fold.mishaps + (mayBeChance(outcome) ? 1 : 0),
    together,
    cause: outcome.cause,
    error: outcome.error,
  }
}

/** Another fold, or another program, may be to blame. */
const mayBeChance = (outcome: Outcome) =>
  outcome.status === 'failed' && (outcome.cause === 'lost' || outcome.cause === 'outOfMemory')

/** Nobody runs it any more: a session ended, or a new one begins after a crash. */
export function abandon(fold: FoldState): FoldState {
  return fold.state === 'running' ? { ...fold, state: 'stopped', curve: trimmed(fold.curve) } : fold
}

/** The trial's folds with the scores that all of their split give them; undefined where nothing changes. */
export function scoredAgain(
  { folds, repeats = [] }: Trial,
  { objective, data }: Pick<RunState, 'objective' | 'data'>,
): Partial<Trial> | undefined {
  const ofSearch = crossFitted(folds, objective)
  const splitOf = ({ fold }: FoldState) => repeatOf(fold, data?.folds.k ?? mostFolds)
  const others = [...new Set(repeats.map(splitOf))].map(number => {
    const split = repeats.filter(fold => splitOf(fold) === number)
    return { split, fitted: crossFitted(split, objective) }
  })
  const isSame = others.every(({ split, fitted }) => fitted === split)
  if (isSame && ofSearch === folds) return undefined
  return isSame
    ? { folds: ofSearch }
    : { folds: ofSearch, repeats: others.flatMap(({ fitted }) => fitted.flatMap(fold => fold ?? [])) }
}
