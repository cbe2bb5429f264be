/** A smooth function at a point. */
export interface Evaluation {
  readonly value: number
  readonly gradient: Float64Array
}

export interface Minimum {
  readonly point: Float64Array
  readonly value: number
  /** The largest part of the gradient that does not press against a wall is below the tolerance. */
  readonly isConverged: boolean
}

export interface LbfgsOptions {
  /** Of the largest part of the gradient. */
  readonly tolerance: number
  readonly mostEvaluations: number
  /** Walls on both sides of each coordinate. */
  readonly box?: { readonly lower: Float64Array; readonly upper: Float64Array }
  /** How far the first step goes at most, while nothing is known of the curvature. */
  readonly firstStep?: number
  /** A step that gains less, as a share of the value where that is above 1, is the last. */
  readonly leastGain?: number
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
 * 2006, algorithms 7.4, 7.5 and 3.1). In a box what lies at a wall and wants out stays there, and steps are cut at walls
 * (R. Byrd, P. Lu, J. Nocedal and C. Zhu, A limited memory algorithm for bound constrained optimization, SIAM J. Sci.
 * Comput. 16, 1995; the search along the projected step is D. Bertsekas', 1982).
 */
export function* lbfgs(
  start: Float64Array,
  { tolerance, mostEvaluations, box, firstStep = 1, leastGain = 0 }: LbfgsOptions,
): Generator<Float64Array, Minimum, Evaluation> {
  const pairs: Pair[] = []
  let point = inside(start)
  let here = yield point
  let free = freeOf(here.gradient)
  const isConverged = () => free.every(part => Math.abs(part) < tolerance)
  for (let evaluations = 1; !isConverged() && evaluations < mostEvaluations; ) {
    const direction = downhill(free, pairs)
    if (box !== undefined) for (let i = 0; i < direction.length; i++) if (free[i] === 0) direction[i] = 0
    let length = pairs.length === 0 ? Math.min(1, firstStep / norm(direction)) : 1
    let next:
      | { readonly step: Float64Array; readonly point: Float64Array; readonly at: Evaluation }
      | undefined
    for (let halving = 0; halving < mostHalvings && evaluations < mostEvaluations; halving++, length /= 2) {
      const to = inside(point.map((x, i) => x + length * (direction[i] ?? 0)))
      const step = difference(to, point)
      const promised = dot(step, here.gradient)
      // Cut at walls, a step may lead up.
      if (!(promised < 0)) break
      const at = yield to
      evaluations++
      if (at.value <= here.value + sufficient * promised) {
        next = { step, point: to, at }
        break
      }
    }
    if (next === undefined) {
      // No way down that can be told from rounding, unless the curvature misled.
      if (pairs.length === 0) break
      pairs.length = 0
      continue
    }
    remember(pairs, next.step, difference(next.at.gradient, here.gradient))
    const gain = here.value - next.at.value
    point = next.point
    here = next.at
    free = freeOf(here.gradient)
    if (gain < leastGain * Math.max(1, Math.abs(here.value))) break
  }
  return { point, value: here.value, isConverged: isConverged() }

  function inside(x: Float64Array): Float64Array {
    if (box === undefined) return x
    return x.map((at, i) => Math.min(box.upper[i] ?? at, Math.max(box.lower[i] ?? at, at)))
  }

  /** The gradient without what presses against walls. */
  function freeOf(gradient: Float64Array): Float64Array {
    if (box === undefined) return gradient
    return gradient.map((part, i) => {
      const at = point[i] ?? 0
      const presses = (part > 0 && at <= (box.lower[i] ?? at)) || (part < 0 && at >= (box.upper[i] ?? at))
      return presses ? 0 : part
    })
  }
}

/** The same for a function that answers at once. */
export function minimise(
  evaluate: (point: Float64Array) => Evaluation,
  start: Float64Array,
  options: LbfgsOptions,
): Minimum {
  const search = lbfgs(start, options)
  let step = search.next()
  while (!step.done) step = search.next(evaluate(step.value))
  return step.value
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
