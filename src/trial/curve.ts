import type { Report } from './job.ts'
import { type MetricName, type Metrics, metricNames } from './recipe.ts'

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
  const rows = hasRoom ? curve.rows : grown(curve)
  rows[start + epochAt] = report.epoch
  rows[start + stageAt] = report.stage === 'head' ? 0 : 1
  rows[start + lossAt] = report.trainLoss
  rows[start + secondsAt] = report.seconds
  for (const [i, name] of metricNames.entries())
    rows[start + metricsAt + i] = report.metrics[name] ?? Number.NaN
  return { length: curve.length + 1, epochs: report.epochs, rows }
}

/** NaN marks rows that nobody has written yet. */
function grown({ rows, length }: Curve): Float64Array {
  const larger = new Float64Array(width * Math.max(4, 2 * length)).fill(Number.NaN)
  larger.set(rows.subarray(0, length * width))
  return larger
}

/** Without room for more, to be kept. */
export function trimmed(curve: Curve): Curve {
  const size = curve.length * width
  return curve.rows.length === size ? curve : { ...curve, rows: curve.rows.slice(0, size) }
}

/** One metric after each epoch. */
export function seriesOf({ rows, length }: Curve, metric: MetricName): number[] {
  const at = metricsAt + metricNames.indexOf(metric)
  return Array.from({ length }, (_, i) => rows[i * width + at] ?? Number.NaN)
}

/** Epochs of the head, which come first. */
export function headEpochsOf({ rows, length }: Curve): number {
  let count = 0
  while (count < length && rows[count * width + stageAt] === 0) count++
  return count
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
    const metrics = Object.fromEntries(metricNames.map((name, m) => [name, at(metricsAt + m)])) as Metrics
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
