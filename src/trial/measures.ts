import { goalOf, type MetricName, metricNames } from './metrics/index.ts'

/** What a trial costs, beside how well it does; less is better. */
export const measures = {
  parameters: 'Weights of the whole network with its head, as Keras counts them.',
  multiplyAdds: 'Multiply-adds of one image through the whole network with its head.',
  trainingSeconds: 'Mean seconds of training a fold.',
} satisfies Readonly<Record<string, string>>

export type MeasureName = keyof typeof measures
export const measureNames = Object.keys(measures) as MeasureName[]

export type ObjectiveName = MetricName | MeasureName
export const objectiveNames: readonly ObjectiveName[] = [...metricNames, ...measureNames]

/** One of several objectives: a metric, a measure, or a value of a caller's own. */
export interface Aim {
  readonly metric: string
  readonly goal: 'maximize' | 'minimize'
}

export const isMetric = (name: string): name is MetricName => metricNames.some(metric => metric === name)
const isMeasure = (name: string): name is MeasureName => measureNames.some(measure => measure === name)

/** Goals are known. */
export const aimOf = (name: ObjectiveName): Aim => ({
  metric: name,
  goal: isMetric(name) ? goalOf(name) : 'minimize',
})

const least = 1e-9

/** A value to be minimised. Measures span powers of ten, and twice as much is as bad everywhere: their logarithms are compared. */
export function aimLoss({ metric, goal }: Aim, value: number): number {
  if (isMeasure(metric)) return Math.log(Math.max(least, value))
  return goal === 'maximize' ? -value : value
}
