/** Writes the gradient at `x` and returns the value there. */
export type Differentiable = (x: Float64Array, gradient: Float64Array) => number

export interface Box {
  readonly lower: Float64Array
  readonly upper: Float64Array
}

interface Step {
  readonly s: Float64Array
  readonly y: Float64Array
  readonly rho: number
}

/** How many steps the curvature is guessed from. */
const memory = 8
const halvings = 12

/**
 * A minimum inside a box by limited-memory BFGS: what lies at a wall and wants out stays there, steps are cut at walls.
 * Source: R. Byrd, P. Lu, J. Nocedal and C. Zhu, A limited memory algorithm for bound constrained optimization, SIAM
 * J. Sci. Comput. 16 (1995); the search along the projected step is D. Bertsekas' (1982).
 */
export function minimise(
  f: Differentiable,
  start: Float64Array,
  { lower, upper }: Box,
  { iterations, tolerance = 1e-6 }: { readonly iterations: number; readonly tolerance?: number },
): { readonly x: Float64Array; readonly value: number } {
  let x = clipped(start, lower, upper)
  let gradient: Float64Array = new Float64Array(x.length)
  let value = f(x, gradient)
  const steps: Step[] = []
  for (let iteration = 0; iteration < iterations; iteration++) {
    const free = gradient.map((g, i) => (isHeld(i) ? 0 : g))
    const size = norm(free)
    if (!(size > tolerance)) break
    let direction = directionFrom(free, steps).map((d, i) => (isHeld(i) ? 0 : d))
    if (!(inner(direction, free) < 0)) {
      steps.length = 0
      direction = free.map(g => -g)
    }
    const next = search(direction, steps.length === 0 ? Math.min(1, 0.3 / norm(direction)) : 1)
    if (next === undefined) {
      if (steps.length === 0) break
      steps.length = 0
      continue
    }
    const [s, y] = [minus(next.x, x), minus(next.gradient, gradient)]
    const curvature = inner(s, y)
    if (curvature > 1e-10 * inner(y, y)) steps.push({ s, y, rho: 1 / curvature })
    if (steps.length > memory) steps.shift()
    const gain = value - next.value
    ;({ x, gradient, value } = next)
    if (gain < tolerance * 1e-2 * Math.max(1, Math.abs(value))) break
  }
  return { x, value }

  function isHeld(i: number): boolean {
    const [at, g] = [x[i] ?? 0, gradient[i] ?? 0]
    return (at <= (lower[i] ?? 0) && g > 0) || (at >= (upper[i] ?? 0) && g < 0)
  }

  /** Halves the step until it is worth a part of what the gradient promises. */
  function search(direction: Float64Array, first: number) {
    for (let [halving, length] = [0, first]; halving < halvings; halving++, length /= 2) {
      const to = clipped(
        x.map((at, i) => at + length * (direction[i] ?? 0)),
        lower,
        upper,
      )
      const slopes = new Float64Array(x.length)
      const reached = f(to, slopes)
      if (reached <= value + 1e-4 * inner(gradient, minus(to, x)) && reached < value)
        return { x: to, gradient: slopes, value: reached }
    }
    return undefined
  }
}

/** The two loops of L-BFGS: minus the inverse Hessian, as the steps tell it, times the gradient. */
function directionFrom(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  const q = gradient.map(g => -g)
  const weights = [...steps].reverse().map(({ s, y, rho }) => {
    const weight = rho * inner(s, q)
    add(q, y, -weight)
    return weight
  })
  const last = steps.at(-1)
  if (last !== undefined) {
    const scale = 1 / (last.rho * inner(last.y, last.y))
    for (let i = 0; i < q.length; i++) q[i] = (q[i] ?? 0) * scale
  }
  for (const [i, { s, y, rho }] of steps.entries())
    add(q, s, (weights[steps.length - 1 - i] ?? 0) - rho * inner(y, q))
  return q
}

const clipped = (x: Float64Array, lower: Float64Array, upper: Float64Array) =>
  x.map((at, i) => Math.min(upper[i] ?? at, Math.max(lower[i] ?? at, at)))

const minus = (a: Float64Array, b: Float64Array) => a.map((value, i) => value - (b[i] ?? 0))

const norm = (a: Float64Array) => Math.sqrt(inner(a, a))

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

function add(to: Float64Array, from: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) + factor * (from[i] ?? 0)
}
