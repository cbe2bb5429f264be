import { minimise } from './l-bfgs.ts'
import { createObjective, type Evidence } from './likelihood.ts'
import type { Hyperparameters } from './posterior.ts'

const least = { weight: 1e-4, scale: 1e-2, noise: 1e-6 }
const most = { weight: 1e4, scale: 1e2, noise: 1 }
const usual = { weight: 1, scale: 1, noise: 1e-4 }
const iterations = 30
/** Enough from where fewer observations had led. */
const fewIterations = 10

/** The most probable hyperparameters, sought from the usual ones and from those that fewer observations had led to. */
export function fitThoroughly(evidence: Evidence, fewer?: Hyperparameters): Hyperparameters {
  const starts = [startAt(evidence, usual), ...(fewer === undefined ? [] : [logarithms(fewer)])]
  const [best] = starts.map(start => descend(evidence, start, iterations)).sort((a, b) => a.value - b.value)
  return fromLogarithms(best?.x ?? startAt(evidence, usual))
}

/** Those near the ones that fewer observations had led to. */
export function refine(evidence: Evidence, fewer: Hyperparameters): Hyperparameters {
  return fromLogarithms(descend(evidence, logarithms(fewer), fewIterations).x)
}

function descend(evidence: Evidence, start: Float64Array, most: number) {
  return minimise(createObjective(evidence), start, boxOf(evidence), { iterations: most, tolerance: 1e-2 })
}

const boxOf = (evidence: Evidence) => ({ lower: startAt(evidence, least), upper: startAt(evidence, most) })

const startAt = ({ dimensions }: Evidence, { weight, scale, noise }: typeof least) =>
  Float64Array.from([...dimensions.map(() => weight), scale, noise], Math.log)

const logarithms = ({ weights, scale, noise }: Hyperparameters) =>
  Float64Array.from([...weights, scale, noise], Math.log)

function fromLogarithms(theta: Float64Array): Hyperparameters {
  const count = theta.length - 2
  const [scale = 0, noise = 0] = theta.slice(count).map(Math.exp)
  return { weights: theta.slice(0, count).map(Math.exp), scale, noise }
}
