import type { Stored } from '../run/book.ts'
import { rowsOf } from '../trial/curve.ts'
import { isOfLastStage } from '../trial/fold-places.ts'
import { causes } from '../trial/job.ts'
import { type Metrics, metricNames } from '../trial/metrics/index.ts'
import { type FoldState, hasEnded, type Trial, ways } from '../trial/trial.ts'

/** A state whose folds and curves are two long arrays: tens of thousands of small objects take long to read. */
export interface Packed extends Omit<Stored, 'trials'> {
  /** JSON of `PackedTrial`s. */
  readonly trials: string
  /** A row of numbers a fold, those that are not there too; see `inNumbers`. */
  readonly folds: Float64Array
  /** The rows of the curves whose folds may still get another score, without room for more. */
  readonly rows: Float64Array
}

/** A packed state, and apart from it the rows of folds that have their score: nine tenths of it, and few ask for them. */
export interface PackedRun {
  readonly packed: Packed
  readonly scoredRows: Float64Array
}

type PackedTrial = Omit<Trial, 'folds' | 'repeats' | 'holdout'> & {
  readonly folds: number
  /** Those of the last stage come after them. */
  readonly repeats?: number
  readonly holdout?: true
  /** By fold number, where there is one. */
  readonly errors: Readonly<Record<number, string>>
  readonly counts?: Readonly<Record<number, NonNullable<FoldState['counts']>>>
  readonly microBatches?: Readonly<Record<number, number>>
}

const states = ['running', 'done', 'stopped', 'failed'] as const satisfies readonly FoldState['state'][]
/** Before the metrics. */
const plain = 12
const width = plain + 1 + metricNames.length

export function packTrials({ trials, ...rest }: Stored): PackedRun {
  const all = trials.flatMap(placesOf)
  const rowsWhere = (isSettled: boolean) =>
    joined(
      trials.flatMap(trial =>
        placesOf(trial).flatMap(fold =>
          fold && hasSettled(trial, fold, trial.folds.length) === isSettled ? rowsOf(fold.curve) : [],
        ),
      ),
    )
  const folds = new Float64Array(width * all.length)
  for (const [i, fold] of all.entries()) if (fold !== undefined) folds.set(inNumbers(fold), width * i)
  const packed = { ...rest, trials: JSON.stringify(trials.map(packTrial)), folds, rows: rowsWhere(false) }
  return { packed, scoredRows: rowsWhere(true) }
}

/** Its score stays: other folds change nothing any more. */
const hasSettled = (
  trial: Pick<Trial, 'state'>,
  { fold, metrics, isCrossFitted }: Pick<FoldState, 'fold' | 'metrics' | 'isCrossFitted'>,
  k: number,
) => metrics !== undefined && (isCrossFitted !== true || (hasEnded(trial) && !isOfLastStage(fold, k)))

/** Every fold that there may be, in the order in which they are packed. */
const placesOf = ({ folds, repeats = [], holdout }: Trial): (FoldState | undefined)[] => [
  ...folds,
  ...repeats,
  ...(holdout === undefined ? [] : [holdout]),
]

function packTrial(whole: Trial): PackedTrial {
  const { folds, repeats, holdout, ...trial } = whole
  const places = placesOf(whole)
  const errors = places.flatMap((fold, i) =>
    fold === undefined || fold.error === '' ? [] : [[i, fold.error]],
  )
  const counts = places.flatMap((fold, i) => (fold?.counts === undefined ? [] : [[i, fold.counts]]))
  const parts = places.flatMap((fold, i) => (fold?.microBatch === undefined ? [] : [[i, fold.microBatch]]))
  return {
    ...trial,
    folds: folds.length,
    ...(repeats === undefined ? {} : { repeats: repeats.length }),
    ...(holdout === undefined ? {} : { holdout: true }),
    errors: Object.fromEntries(errors),
    ...(counts.length === 0 ? {} : { counts: Object.fromEntries(counts) }),
    ...(parts.length === 0 ? {} : { microBatches: Object.fromEntries(parts) }),
  }
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** What is undefined is NaN, and a word its place in the list of words; a first number of 0 is no fold at all. */
function inNumbers(fold: FoldState): number[] {
  const { state, curve, metrics, seconds, attempts, mishaps, together, cause, again, isCrossFitted } = fold
  const known = metricNames.map(name => metrics?.[name])
  return [
    1 + states.indexOf(state),
    fold.fold,
    curve.length,
    curve.epochs,
    rowsOf(curve).length,
    seconds,
    attempts,
    mishaps,
    together ?? Number.NaN,
    cause === undefined ? Number.NaN : causes.indexOf(cause),
    again === undefined ? Number.NaN : ways.indexOf(again),
    isCrossFitted === true ? 1 : Number.NaN,
    // Which metrics there are, as bits: one may be missing, and one that is there may be NaN.
    metrics === undefined
      ? Number.NaN
      : known.reduce<number>((bits, value, i) => bits + (value === undefined ? 0 : 2 ** i), 0),
    ...known.map(value => value ?? Number.NaN),
  ]
}

const noRows = new Float64Array()

/** Without their rows the curves of folds that have their score are empty but for their lengths. */
export function unpackTrials(
  { trials, folds, rows, ...rest }: Packed,
  scoredRows: Float64Array | undefined,
): Stored {
  let next = 0
  const taken = new Map<Float64Array, number>()

  function takeRows(from: Float64Array | undefined, length: number): Float64Array {
    if (from === undefined || length === 0) return noRows
    const start = taken.get(from) ?? 0
    taken.set(from, start + length)
    return from.subarray(start, start + length)
  }

  function nextFold(trial: PackedTrial, index: number): FoldState | undefined {
    const at = next
    next += width
    const state = states[(folds[at] ?? 0) - 1]
    if (state === undefined) return undefined
    const number = (column: number) => folds[at + column] ?? Number.NaN
    const given = (column: number) => (Number.isNaN(number(column)) ? undefined : number(column))
    const counts = trial.counts?.[index]
    const microBatch = trial.microBatches?.[index]
    const metrics = metricsOf(given(plain), column => number(plain + 1 + column))
    const isCrossFitted = given(11) === 1
    const fold = number(1)
    const isSettled = hasSettled(trial, { fold, metrics, isCrossFitted }, trial.folds)
    const own = takeRows(isSettled ? scoredRows : rows, number(4))
    return {
      fold,
      state,
      curve: { length: number(2), epochs: number(3), rows: own },
      metrics,
      ...(counts === undefined ? {} : { counts }),
      ...(isCrossFitted && { isCrossFitted }),
      seconds: number(5),
      attempts: number(6),
      mishaps: number(7),
      together: given(8),
      cause: causes[number(9)],
      error: trial.errors[index] ?? '',
      again: ways[number(10)],
      ...(microBatch !== undefined && { microBatch }),
    }
  }

  function unpackTrial(packed: PackedTrial): Trial {
    const { number, config, origin, by, state, reason, cause, stoppedAt, startedAt, endedAt } = packed
    const { resumedAt, measured } = packed
    const folds: (FoldState | undefined)[] = []
    for (let fold = 0; fold < packed.folds; fold++) folds.push(nextFold(packed, fold))
    const later = packed.folds + (packed.repeats ?? 0)
    const repeats: FoldState[] = []
    for (let place = packed.folds; place < later; place++) {
      const fold = nextFold(packed, place)
      if (fold !== undefined) repeats.push(fold)
    }
    const holdout = packed.holdout ? nextFold(packed, later) : undefined
    const plain = { number, config, origin, state, reason, cause, stoppedAt, folds, startedAt, endedAt }
    return {
      ...plain,
      ...(by !== undefined && { by }),
      ...(resumedAt !== undefined && { resumedAt }),
      ...(packed.repeats !== undefined && { repeats }),
      ...(holdout !== undefined && { holdout }),
      ...(measured !== undefined && { measured }),
    }
  }

  const all: PackedTrial[] = JSON.parse(trials)
  return { ...rest, trials: all.map(unpackTrial) }
}

function metricsOf(bits: number | undefined, valueAt: (column: number) => number): Metrics | undefined {
  if (bits === undefined) return undefined
  const metrics: Partial<Record<string, number>> = {}
  for (const [i, name] of metricNames.entries()) if (bits & (1 << i)) metrics[name] = valueAt(i)
  return metrics as Metrics
}
