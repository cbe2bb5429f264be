import type { Metrics } from '../trial/metrics/index.ts'
import type { Trial } from '../trial/trial.ts'

const near = (a: number, b: number) => Math.abs(a - b) < 1e-9

/**
 * Whether these are the metrics of a network that takes every image for the same class: of c classes it recognises one whole
 * and the others not at all (balanced accuracy 1/c), and with its accuracy a that class alone has an F1, 2a/(1 + a).
 */
export function isOneClass({ accuracy, balancedAccuracy, macroF1 }: Metrics): boolean {
  if (!(balancedAccuracy > 0 && accuracy < 1)) return false
  const classes = Math.round(1 / balancedAccuracy)
  return near(balancedAccuracy, 1 / classes) && near(macroF1, (2 * accuracy) / (1 + accuracy) / classes)
}

/** How many of a trial's finished folds predict one class only, of how many. */
export function oneClassFolds({ folds }: Pick<Trial, 'folds'>): {
  readonly only: number
  readonly done: number
} {
  const done = folds.flatMap(fold => (fold?.state === 'done' && fold.metrics ? fold.metrics : []))
  return { only: done.filter(isOneClass).length, done: done.length }
}
