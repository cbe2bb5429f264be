import type { Report, StageEpochs } from './job.ts'
import { eachMetric, type MetricName, type Metrics, metricNames } from './metrics/index.ts'

/**
 * The reports of a fold's attempt: one row of numbers an epoch in one array, as there are half a million in a long
 * night. Never changed but at its end: a longer curve shares its rows with the shorter one it grew from.
 */
export interface Curve {
  /** Epochs reported. */
  readonly length: number
  /** Planned epochs of both stages together; 0 before the first report. */
  readonly epochs: number
  readonly rows: Float64Array
}

/** A row: epoch, whether it is fine-tuning, training loss, seconds, then the metrics. */
const [epochAt, stageAt, lossAt, secondsAt, metricsAt] = [0, 1, 2, 3, 4]
const width = metricsAt + metricNames.length

export const emptyCurve: Curve = { length: 0, epochs: 0, rows: new Float64Array() }

/** With one report more; the given curve stays as it is. */
export function withReport(curve: Curve, report: Report): Curve {
  const start = curve.length * width
  const hasRoom = curve.rows.length >= start + width && Number.isNaN(curve.rows[start + epochAt])
  const rows = hasRoom ? curve.rows : grown(curve, report.epochs)
  rows[start + epochAt] = report.epoch
  rows[start + stageAt] = report.stage === 'head' ? 0 : 1
  rows[start + lossAt] = report.trainLoss
  rows[start + secondsAt] = report.seconds
  for (const [i, name] of metricNames.entries())
    rows[start + metricsAt + i] = report.metrics[name] ?? Number.NaN
  return { length: curve.length + 1, epochs: report.epochs, rows }
}

/** NaN marks rows that nobody has written yet. All that are planned fit in, unless there are very many. */
function grown({ rows, length }: Curve, planned: number): Float64Array {
  const count = Math.max(Math.min(planned, mostAtFirst), 2 * length, 1)
  const larger = takeRows(count)
  larger.set(rows.subarray(0, length * width))
  return larger
}

const mostAtFirst = 64
const slabRows = 4096
let slab = new Float64Array()

/** Small curves share one buffer: a buffer each would cost more than what is in it. */
function takeRows(count: number): Float64Array {
  const size = count * width
  if (size > slab.length) {
    if (count > slabRows / 4) return new Float64Array(size).fill(Number.NaN)
    slab = new Float64Array(slabRows * width).fill(Number.NaN)
  }
  const taken = slab.subarray(0, size)
  slab = slab.subarray(size)
  return taken
}

/** Without room for more, to be kept. */
export function trimmed(curve: Curve): Curve {
  const rows = rowsOf(curve)
  const room = curve.rows.length - rows.length
  return { ...curve, rows: room < mostAtFirst * width ? rows : rows.slice() }
}

/** The numbers of the epochs reported, without the room for more. */
export const rowsOf = ({ rows, length }: Curve): Float64Array => rows.subarray(0, length * width)

/** One metric after each epoch. */
export function seriesOf({ rows, length }: Curve, metric: MetricName): number[] {
  const at = metricsAt + metricNames.indexOf(metric)
  return Array.from({ length }, (_, i) => rows[i * width + at] ?? Number.NaN)
}

/** Every metric after an epoch, the first of which is 0. */
export function metricsAfter({ rows }: Curve, epoch: number): Metrics {
  const start = epoch * width + metricsAt
  return eachMetric(name => rows[start + metricNames.indexOf(name)] ?? Number.NaN)
}

/** Whether its numbers are there: those of scored folds are not always read. */
export const hasRows = ({ rows, length }: Curve): boolean => rows.length >= length * width

/** Epochs of the head, which come first. */
export function headEpochsOf({ rows, length }: Curve): number {
  let count = 0
  while (count < length && rows[count * width + stageAt] === 0) count++
  return count
}

/** Seconds of the epochs reported, together. */
export function secondsOf({ rows, length }: Curve): number {
  let sum = 0
  for (let i = 0; i < length; i++) sum += rows[i * width + secondsAt] ?? 0
  return sum
}

/** Seconds of the first so many epochs of each stage. */
export function secondsIn(curve: Curve, { head, fineTune }: StageEpochs): number {
  const tuned = headEpochsOf(curve)
  let sum = 0
  for (let i = 0; i < curve.length; i++)
    if (i < tuned ? i < head : i < tuned + fineTune) sum += curve.rows[i * width + secondsAt] ?? 0
  return sum
}

/** The number of the last epoch reported; 0 before the first. */
export function lastEpochOf({ rows, length }: Curve): number {
  return length === 0 ? 0 : (rows[(length - 1) * width + epochAt] ?? 0)
}

/** The reports as they came. */
export function reportsOf(
  { rows, length, epochs }: Curve,
  { trial, fold }: Pick<Report, 'trial' | 'fold'>,
): Report[] {
  return Array.from({ length }, (_, i) => {
    const at = (column: number) => rows[i * width + column] ?? Number.NaN
    const metrics = metricsAfter({ rows, length, epochs }, i)
    const stage = at(stageAt) === 0 ? 'head' : 'fineTune'
    return {
      trial,
      fold,
      epoch: at(epochAt),
      epochs,
      stage,
      trainLoss: at(lossAt),
      metrics,
      seconds: at(secondsAt),
    }
  })
}
