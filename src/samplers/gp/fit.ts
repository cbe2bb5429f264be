import { minimise } from '../../stats/lbfgs.ts'
import { createObjective, type Evidence } from './likelihood.ts'
import type { Hyperparameters } from './posterior.ts'

const least = { weight: 1e-4, scale: 1e-2, noise: 1e-6 }
const most = { weight: 1e4, scale: 1e2, noise: 1 }
const usual = { weight: 1, scale: 1, noise: 1e-4 }
const evaluations = 40
/** Enough from where fewer observations had led. */
const fewEvaluations = 14
const enough = { tolerance: 1e-2, firstStep: 0.3, leastGain: 1e-4 }

/** The most probable hyperparameters, sought from the usual ones and from those that fewer observations had led to. */
export function fitThoroughly(evidence: Evidence, fewer?: Hyperparameters): Hyperparameters {
  const starts = [startAt(evidence, usual), ...(fewer === undefined ? [] : [logarithms(fewer)])]
  const [best] = starts.map(start => descend(evidence, start, evaluations)).sort((a, b) => a.value - b.value)
  return fromLogarithms(best?.point ?? startAt(evidence, usual))
}

/** Those near the ones that fewer observations had led to. */
export function refine(evidence: Evidence, fewer: Hyperparameters): Hyperparameters {
  return fromLogarithms(descend(evidence, logarithms(fewer), fewEvaluations).point)
}

function descend(evidence: Evidence, start: Float64Array, mostEvaluations: number) {
  const box = { lower: startAt(evidence, least), upper: startAt(evidence, most) }
  return minimise(createObjective(evidence), start, { mostEvaluations, box, ...enough })
}

const startAt = ({ dimensions }: Evidence, { weight, scale, noise }: typeof least) =>
  Float64Array.from([...dimensions.map(() => weight), scale, noise], Math.log)

const logarithms = ({ weights, scale, noise }: Hyperparameters) =>
  Float64Array.from([...weights, scale, noise], Math.log)

function fromLogarithms(theta: Float64Array): Hyperparameters {
  const count = theta.length - 2
  const [scale = 0, noise = 0] = theta.slice(count).map(Math.exp)
  return { weights: theta.slice(0, count).map(Math.exp), scale, noise }
}
