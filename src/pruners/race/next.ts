import { expectedImprovement, type Prediction } from '../../stats/fold-model/improvement.ts'
import type { Field } from '../pruner.ts'
import { fitRace } from './fit.ts'
import type { Scale } from './scale.ts'

interface Rules {
  readonly scale: Scale
  /** The sampler looks at no result. */
  readonly isBlind: boolean
  /** The race is over when all further folds together promise less than this many standard errors of a full mean. */
  readonly minGain: number
}

interface Runner {
  readonly trial: number
  readonly state: 'complete' | 'paused' | 'pending'
  readonly predicted: Prediction
}

/**
 * The next fold goes to the leader until it is complete, then to the largest expected improvement over the best complete
 * trial; over when Σ EI < 0.1 σ/√k. Beside what is pending only those go on who would keep the race open by themselves.
 */
export function nextInRace(field: Field, rules: Rules, isLap: boolean): number | 'wait' | 'over' {
  const { runners, threshold } = runnersOf(field, rules)
  const isPending = runners.some(({ state }) => state === 'pending')
  const close = isPending ? 'wait' : 'over'
  const leader = bestOf(runners)
  if (leader === undefined) return close
  const complete = bestOf(runners.filter(({ state }) => state === 'complete'))
  const goal = rules.isBlind ? leader : (complete ?? leader)
  if (goal.state === 'paused') return goal.trial
  if (isLap) return close
  const rest = runners
    .filter(({ state, trial }) => state !== 'complete' && trial !== goal.trial)
    .map(runner => ({ ...runner, gain: expectedImprovement(runner.predicted, goal.predicted.mean) }))
  const sum = rest.reduce((total, { gain }) => total + gain, 0)
  if (goal.state === 'complete' && sum < threshold) return close
  const next = largest(rest.filter(({ state }) => state === 'paused'))
  if (next === undefined || (isPending && next.gain < threshold)) return close
  return next.trial
}

/** Those that are complete or may go on, and what a gain must be worth. */
function runnersOf(field: Field, { scale, isBlind, minGain }: Rules) {
  const { k, losses } = field
  const model = fitRace(losses, field, scale, !isBlind)
  const runners: Runner[] = []
  for (let trial = 0; trial < losses.length / k; trial++) {
    const predicted = model.predict(trial)
    if (predicted === undefined || predicted.mean === Infinity) continue
    const isComplete = losses.subarray(trial * k, (trial + 1) * k).every(loss => !Number.isNaN(loss))
    const state = isComplete ? 'complete' : field.stateOf(trial)
    if (state !== 'out') runners.push({ trial, state, predicted })
  }
  return { runners, threshold: (minGain * model.noise) / Math.sqrt(k) }
}

/** The first among equals. */
function bestOf(runners: readonly Runner[]): Runner | undefined {
  let best: Runner | undefined
  for (const runner of runners)
    if (best === undefined || runner.predicted.mean < best.predicted.mean) best = runner
  return best
}

function largest<T extends { readonly gain: number }>(candidates: readonly T[]): T | undefined {
  let best: T | undefined
  for (const candidate of candidates) if (best === undefined || candidate.gain > best.gain) best = candidate
  return best
}
