import { allMetrics, type MetricName, metricNames } from '../../trial/metrics/index.ts'

/** On which scale chance is the same for good and bad trials. */
export interface Scale {
  /** Losses are negative rates: how much chance there is in them follows from the number of images. */
  readonly isRate: boolean
  toModel(loss: number): number
  toLoss(value: number): number
}

const plain = { toModel: (loss: number) => loss, toLoss: (value: number) => value }
/** A log loss varies in proportion to itself. */
const logarithmic = { toModel: (loss: number) => Math.log(Math.max(loss, 1e-12)), toLoss: Math.exp }

/** By the name of the metric; losses of a caller's own are taken as they are. */
export function scaleOf(metric: string): Scale {
  const name = metricNames.find(known => known === metric)
  const [low, high] = name === undefined ? [-Infinity, Infinity] : boundsOf(name)
  if (low === 0 && high === 1) return { isRate: true, ...plain }
  return { isRate: false, ...(name === 'logLoss' ? logarithmic : plain) }
}

const boundsOf = (name: MetricName): readonly [number, number] => allMetrics[name].bounds
