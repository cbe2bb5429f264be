/** Square matrices are row by row in one array. A pivot below this share of the diagonal counts as none. */
const smallestShare = 1e-12

/**
 * Solves A x = r for a symmetric A without negative eigenvalues, by LDLᵀ. Where A does not determine x (its rows sum to
 * zero, as those of differences do) one of the solutions is given, with zeros where it is free.
 */
export function solve(a: Float64Array, r: Float64Array): Float64Array {
  const n = r.length
  const { lower, diagonal } = factorise(a, n)
  const x = r.slice()
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) x[i] = at(x, i) - at(lower, i * n + j) * at(x, j)
  for (let i = 0; i < n; i++) x[i] = at(diagonal, i) === 0 ? 0 : at(x, i) / at(diagonal, i)
  for (let i = n - 1; i >= 0; i--)
    for (let j = i + 1; j < n; j++) x[i] = at(x, i) - at(lower, j * n + i) * at(x, j)
  return x
}

/** A⁻¹ of a symmetric positive A, column by column. */
export function inverse(a: Float64Array): Float64Array {
  const n = Math.round(Math.sqrt(a.length))
  const { lower, diagonal } = factorise(a, n)
  const whole = new Float64Array(n * n)
  for (let column = 0; column < n; column++) {
    const x = whole.subarray(column * n, (column + 1) * n)
    x[column] = 1
    for (let i = column + 1; i < n; i++)
      for (let j = column; j < i; j++) x[i] = at(x, i) - at(lower, i * n + j) * at(x, j)
    for (let i = column; i < n; i++) x[i] = at(diagonal, i) === 0 ? 0 : at(x, i) / at(diagonal, i)
    for (let i = n - 1; i >= 0; i--)
      for (let j = i + 1; j < n; j++) x[i] = at(x, i) - at(lower, j * n + i) * at(x, j)
  }
  return whole
}

/** A = L D Lᵀ with ones on L's diagonal; D is 0 where A has nothing new to say. */
function factorise(a: Float64Array, n: number) {
  const lower = new Float64Array(n * n)
  const diagonal = new Float64Array(n)
  for (let j = 0; j < n; j++) {
    let pivot = at(a, j * n + j)
    for (let m = 0; m < j; m++) pivot -= at(lower, j * n + m) ** 2 * at(diagonal, m)
    const isNew = pivot > smallestShare * at(a, j * n + j)
    diagonal[j] = isNew ? pivot : 0
    for (let i = j + 1; isNew && i < n; i++) {
      let sum = at(a, i * n + j)
      for (let m = 0; m < j; m++) sum -= at(lower, i * n + m) * at(lower, j * n + m) * at(diagonal, m)
      lower[i * n + j] = sum / pivot
    }
  }
  return { lower, diagonal }
}

const at = (values: Float64Array, index: number) => values[index] ?? 0
