/**
 * Symbols: K, a symmetric positive definite n × n matrix; L, lower triangular, K = L Lᵀ. Matrices are rows one after
 * another; of a triangular or symmetric one only the lower half is read and written. `as number`, not `?? 0`: most of a
 * proposal's time goes into these loops, and a default would double it.
 */

/** L of K; undefined where K is not positive definite, as far as numbers can tell. */
export function cholesky(
  matrix: Float64Array,
  n: number,
  factor = new Float64Array(n * n),
): Float64Array | undefined {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const rest = (matrix[i * n + j] as number) - dot(factor, i * n, factor, j * n, j)
      factor[i * n + j] = rest / (factor[j * n + j] as number)
    }
    const rest = (matrix[i * n + i] as number) - dot(factor, i * n, factor, i * n, i)
    if (!(rest > 0)) return undefined
    factor[i * n + i] = Math.sqrt(rest)
  }
  return factor
}

/** L⁻¹, lower triangular as L. */
export function invertLower(
  factor: Float64Array,
  n: number,
  inverse = new Float64Array(n * n),
): Float64Array {
  for (let i = 0; i < n; i++) {
    inverse.fill(0, i * n, i * n + i)
    for (let j = 0; j < i; j++) addTo(inverse, i * n, inverse, j * n, j + 1, -(factor[i * n + j] as number))
    const scale = 1 / (factor[i * n + i] as number)
    for (let j = 0; j < i; j++) inverse[i * n + j] = (inverse[i * n + j] as number) * scale
    inverse[i * n + i] = scale
  }
  return inverse
}

/** The lower half of K⁻¹ = L⁻ᵀ L⁻¹. */
export function inverseFrom(lower: Float64Array, n: number, inverse = new Float64Array(n * n)): Float64Array {
  inverse.fill(0)
  for (let k = 0; k < n; k++)
    for (let i = 0; i <= k; i++) addTo(inverse, i * n, lower, k * n, i + 1, lower[k * n + i] ?? 0)
  return inverse
}

/** A lower triangular matrix times a vector. */
export function timesVector(
  lower: Float64Array,
  vector: Float64Array,
  n: number,
  product = new Float64Array(n),
): Float64Array {
  for (let i = 0; i < n; i++) product[i] = dot(lower, i * n, vector, 0, i + 1)
  return product
}

/** The transposed of a lower triangular matrix times a vector. */
export function transposedTimesVector(
  lower: Float64Array,
  vector: Float64Array,
  n: number,
  product = new Float64Array(n),
): Float64Array {
  product.fill(0)
  for (let i = 0; i < n; i++) addTo(product, 0, lower, i * n, i + 1, vector[i] ?? 0)
  return product
}

/** Σ a[from a + i] b[from b + i]. */
export function dot(a: Float64Array, fromA: number, b: Float64Array, fromB: number, length: number): number {
  // Four sums at once: each addition would otherwise wait for the one before.
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  let i = 0
  for (; i + 3 < length; i += 4) {
    s0 += (a[fromA + i] as number) * (b[fromB + i] as number)
    s1 += (a[fromA + i + 1] as number) * (b[fromB + i + 1] as number)
    s2 += (a[fromA + i + 2] as number) * (b[fromB + i + 2] as number)
    s3 += (a[fromA + i + 3] as number) * (b[fromB + i + 3] as number)
  }
  for (; i < length; i++) s0 += (a[fromA + i] as number) * (b[fromB + i] as number)
  return s0 + s1 + (s2 + s3)
}

function addTo(
  to: Float64Array,
  at: number,
  from: Float64Array,
  begin: number,
  length: number,
  factor: number,
): void {
  for (let i = 0; i < length; i++) to[at + i] = (to[at + i] as number) + factor * (from[begin + i] as number)
}
