/** A = B diag(values) Bᵀ; column k of B, `vectors[i * n + k]`, belongs to value k. */
export interface Eigen {
  readonly values: Float64Array
  readonly vectors: Float64Array
}

const sweeps = 30

/** Of a symmetric n × n matrix, rows one after another, by C. Jacobi's rotations (1846; G. Golub and C. Van Loan, 8.5). */
export function eigenOf(matrix: Float64Array, n: number): Eigen {
  const a = Float64Array.from(matrix)
  const vectors = new Float64Array(n * n)
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1
  for (let sweep = 0; sweep < sweeps && !isDiagonal(a, n); sweep++)
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, vectors, n, p, q)
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * n + i] ?? 0), vectors }
}

function isDiagonal(a: Float64Array, n: number): boolean {
  let [on, off] = [0, 0]
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const square = (a[i * n + j] ?? 0) ** 2
      if (i === j) on += square
      else off += square
    }
  return off <= 1e-30 * on
}

/** Turns rows and columns p and q so that their common element becomes 0. */
function rotate(a: Float64Array, vectors: Float64Array, n: number, p: number, q: number): void {
  const common = a[p * n + q] ?? 0
  if (common === 0) return
  const theta = ((a[q * n + q] ?? 0) - (a[p * n + p] ?? 0)) / (2 * common)
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const cosine = 1 / Math.sqrt(tangent * tangent + 1)
  const sine = tangent * cosine
  for (let k = 0; k < n; k++) turn(a, k * n + p, k * n + q, cosine, sine)
  for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k, cosine, sine)
  for (let k = 0; k < n; k++) turn(vectors, k * n + p, k * n + q, cosine, sine)
}

function turn(values: Float64Array, i: number, j: number, cosine: number, sine: number): void {
  const [a, b] = [values[i] ?? 0, values[j] ?? 0]
  values[i] = cosine * a - sine * b
  values[j] = sine * a + cosine * b
}
