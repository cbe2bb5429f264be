import type { Space } from '../../space/parameter.ts'
import { byLoss } from '../best-of.ts'
import { type Dimension, dimensionsOf, type Point, pointOf } from '../dimensions.ts'
import type { History, Observation } from '../sampler.ts'
import { fitThoroughly, refine } from './fit.ts'
import type { Evidence } from './likelihood.ts'
import { createPosterior, type Hyperparameters, type Posterior } from './posterior.ts'
import { type Targets, targetsOf } from './targets.ts'

/** The model's cost grows with the cube of the observations: more than these are not looked at, or not learned from. */
const mostObservations = 240
const mostToLearnFrom = 100
/** At so many observations, and half as many more again and again, hyperparameters are sought with more care. */
const firstLandmark = 12
const mostKept = 32
const leadersShown = 3

export interface Model {
  readonly dimensions: readonly Dimension[]
  /** Of the observations that it rests on. */
  readonly points: readonly Point[]
  readonly posterior: Posterior
  /** With length scales that much shorter than they seem: less is known of what lies between the observations. */
  doubting(shorter: number): Posterior
  /** The least that a posterior expects at an observed point, as a target. */
  bestOf(posterior: Posterior): number
  /** The best points, best first. */
  readonly leaders: readonly Point[]
  readonly lossAt: Targets['lossAt']
}

/** The process as the observations tell it. It follows from them alone; the memo only saves the trouble. */
export function learn({ memo, observations }: Pick<History, 'memo' | 'observations'>, space: Space): Model {
  return memo(createLearner)(observations, space)
}

function createLearner() {
  const kept = new Map<string, Hyperparameters>()
  let last: { readonly key: string; readonly model: Model } | undefined

  return (observations: readonly Observation[], space: Space): Model => {
    const key = keyOf(observations)
    if (last?.key !== key) last = { key, model: modelOf(observations, space) }
    return last.model
  }

  function modelOf(observations: readonly Observation[], space: Space): Model {
    const dimensions = dimensionsOf(space)
    const { evidence, lossAt } = evidenceOf(chosenFrom(observations, mostObservations), dimensions)
    const { points, targets } = evidence
    const hyperparameters = hyperparametersOf(observations, dimensions)
    const posterior = createPosterior(evidence, hyperparameters)
    const doubting = (shorter: number) => {
      if (shorter === 1) return posterior
      const weights = hyperparameters.weights.map(weight => weight * shorter ** 2)
      return createPosterior(evidence, { ...hyperparameters, weights })
    }
    const bestOf = ({ predict }: Posterior) => Math.min(...points.map(point => predict(point).mean))
    const leaders = [...points.entries()]
      .sort(([a], [b]) => (targets[a] ?? 0) - (targets[b] ?? 0))
      .slice(0, leadersShown)
      .map(([, point]) => point)
    return { dimensions, points, posterior, doubting, bestOf, leaders, lossAt }
  }

  function hyperparametersOf(
    observations: readonly Observation[],
    dimensions: readonly Dimension[],
  ): Hyperparameters {
    const { evidence } = evidenceOf(chosenFrom(observations, mostToLearnFrom), dimensions)
    const landmark = landmarkUpTo(observations.length)
    if (landmark === undefined) return fitThoroughly(evidence)
    const near = atLandmark(observations.slice(0, landmark), dimensions)
    return landmark === observations.length ? near : refine(evidence, near)
  }

  /** Those of a landmark serve until the next one. */
  function atLandmark(
    observations: readonly Observation[],
    dimensions: readonly Dimension[],
  ): Hyperparameters {
    const key = keyOf(observations)
    const known = kept.get(key)
    if (known !== undefined) return known
    const { evidence } = evidenceOf(chosenFrom(observations, mostToLearnFrom), dimensions)
    const fewer = landmarkUpTo(observations.length - 1)
    const found = fitThoroughly(
      evidence,
      fewer === undefined ? undefined : atLandmark(observations.slice(0, fewer), dimensions),
    )
    kept.set(key, found)
    const [oldest] = kept.keys()
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
    return found
  }
}

/** The largest of 12, 18, 27, 40, … up to a number. */
function landmarkUpTo(count: number): number | undefined {
  if (count < firstLandmark) return undefined
  let landmark = firstLandmark
  while (Math.floor(landmark * 1.5) <= count) landmark = Math.floor(landmark * 1.5)
  return landmark
}

const keyOf = (observations: readonly Observation[]) =>
  observations.map(({ trial, loss, variance }) => `${trial}:${loss}:${variance}`).join(' ')

function evidenceOf(
  observations: readonly Observation[],
  dimensions: readonly Dimension[],
): { readonly evidence: Evidence; readonly lossAt: Targets['lossAt'] } {
  const points = observations.map(({ config }) => pointOf(dimensions, config))
  const { values, variances, lossAt } = targetsOf(observations)
  return { evidence: { dimensions, points, targets: values, variances }, lossAt }
}

/** Half of them the best, the others the latest, in their order. */
function chosenFrom(observations: readonly Observation[], most: number): readonly Observation[] {
  if (observations.length <= most) return observations
  const chosen = new Set([...observations].sort(byLoss).slice(0, most / 2))
  for (let i = observations.length - 1; chosen.size < most; i--) {
    const observation = observations[i]
    if (observation !== undefined) chosen.add(observation)
  }
  return observations.filter(observation => chosen.has(observation))
}
