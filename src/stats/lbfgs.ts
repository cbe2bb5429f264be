/** A smooth function at a point. */
export interface Evaluation {
  readonly value: number
  readonly gradient: Float64Array
}

export interface Minimum {
  readonly point: Float64Array
  readonly value: number
  /** The largest part of the gradient is below the tolerance. */
  readonly isConverged: boolean
}

export interface LbfgsOptions {
  /** Of the largest part of the gradient. */
  readonly tolerance: number
  readonly mostEvaluations: number
}

/** Pairs of steps and changes of the gradient that stand for the curvature. */
const remembered = 10
const sufficient = 1e-4
const mostHalvings = 30

interface Pair {
  readonly step: Float64Array
  readonly change: Float64Array
  readonly curvature: number
}

/**
 * Minimises a smooth function: yields points, wants the function there, returns the best. A generator, so that the
 * function may take its time. Limited-memory BFGS with backtracking (J. Nocedal and S. Wright, Numerical Optimization,
 * 2006, algorithms 7.4, 7.5 and 3.1).
 */
export function* lbfgs(
  start: Float64Array,
  { tolerance, mostEvaluations }: LbfgsOptions,
): Generator<Float64Array, Minimum, Evaluation> {
  const pairs: Pair[] = []
  let point = start
  let here = yield point
  let evaluations = 1
  const isConverged = () => here.gradient.every(part => Math.abs(part) < tolerance)
  while (!isConverged() && evaluations < mostEvaluations) {
    const direction = downhill(here.gradient, pairs)
    const slope = dot(direction, here.gradient)
    let length = pairs.length === 0 ? 1 / Math.max(1, norm(here.gradient)) : 1
    let next: { readonly point: Float64Array; readonly at: Evaluation } | undefined
    for (let halving = 0; halving < mostHalvings && evaluations < mostEvaluations; halving++) {
      const candidate = point.map((x, i) => x + length * (direction[i] ?? 0))
      const at = yield candidate
      evaluations++
      if (at.value <= here.value + sufficient * length * slope) {
        next = { point: candidate, at }
        break
      }
      length /= 2
    }
    // No way down that can be told from rounding.
    if (next === undefined) break
    remember(pairs, difference(next.point, point), difference(next.at.gradient, here.gradient))
    point = next.point
    here = next.at
  }
  return { point, value: here.value, isConverged: isConverged() }
}

function remember(pairs: Pair[], step: Float64Array, change: Float64Array): void {
  const curvature = dot(step, change)
  if (curvature <= 1e-10 * dot(change, change)) return
  pairs.push({ step, change, curvature })
  if (pairs.length > remembered) pairs.shift()
}

/** The two loops: −H · gradient. */
function downhill(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map(part => -part)
  const shares: number[] = []
  for (const { step, change, curvature } of pairs.toReversed()) {
    const share = dot(step, direction) / curvature
    shares.push(share)
    addTo(direction, change, -share)
  }
  const last = pairs.at(-1)
  if (last !== undefined) {
    const scale = last.curvature / dot(last.change, last.change)
    for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] ?? 0) * scale
  }
  for (const { step, change, curvature } of pairs) {
    const share = (shares.pop() ?? 0) - dot(change, direction) / curvature
    addTo(direction, step, share)
  }
  return direction
}

function addTo(target: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] ?? 0) + factor * (other[i] ?? 0)
}

const difference = (a: Float64Array, b: Float64Array) => a.map((x, i) => x - (b[i] ?? 0))
const norm = (a: Float64Array) => Math.sqrt(dot(a, a))

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}
