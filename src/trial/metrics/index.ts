import { accuracy } from './accuracy.ts'
import { balancedAccuracy } from './balanced-accuracy.ts'
import { logLoss } from './log-loss.ts'
import { macroF1 } from './macro-f1.ts'
import type { Metric } from './metric.ts'
import type { Predictions } from './predictions.ts'

/** Every metric that a fold reports; any of them can be the objective. A new one is a file and a line here. */
export const allMetrics = {
  accuracy,
  balancedAccuracy,
  macroF1,
  logLoss,
} satisfies Readonly<Record<string, Metric>>

export type MetricName = keyof typeof allMetrics
export const metricNames = Object.keys(allMetrics) as MetricName[]

/** Those of the first version, which every journal has. */
type FirstMetric = 'accuracy' | 'balancedAccuracy' | 'macroF1' | 'logLoss'
/** What a report says; a metric that came later is not in journals of older runs. */
export type Metrics = Readonly<Record<FirstMetric, number>> & Readonly<Partial<Record<MetricName, number>>>

/** Whether more or less of it is better. */
export const goalOf = (metric: MetricName): Metric['goal'] => allMetrics[metric].goal

/** NaN where a report does not have it: worse than any other. */
export const valueIn = (metrics: Metrics, metric: MetricName): number => metrics[metric] ?? Number.NaN

/** A value for every metric. */
export const eachMetric = <T>(give: (name: MetricName) => T) =>
  Object.fromEntries(metricNames.map(name => [name, give(name)])) as Record<MetricName, T>

/** Every metric of these predictions. */
export const measure = (predictions: Predictions): Metrics =>
  eachMetric(name => allMetrics[name].compute(predictions))
