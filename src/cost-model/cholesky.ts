/** Lower triangle L of a symmetric positive definite matrix A = L Lᵀ, by rows. */
export function cholesky(a: readonly (readonly number[])[]): number[][] {
  const lower: number[][] = []
  for (const [i, row] of a.entries()) {
    const next: number[] = []
    for (let j = 0; j <= i; j++) {
      const other = j === i ? next : (lower[j] ?? [])
      let sum = row[j] ?? 0
      for (let m = 0; m < j; m++) sum -= (next[m] ?? 0) * (other[m] ?? 0)
      next.push(j === i ? Math.sqrt(Math.max(sum, Number.MIN_VALUE)) : sum / (other[j] ?? 1))
    }
    lower.push(next)
  }
  return lower
}

/** z of L z = b. */
export function forwardSolve(lower: readonly (readonly number[])[], b: readonly number[]): number[] {
  const z: number[] = []
  for (const [i, row] of lower.entries()) {
    let sum = b[i] ?? 0
    for (let m = 0; m < i; m++) sum -= (row[m] ?? 0) * (z[m] ?? 0)
    z.push(sum / (row[i] ?? 1))
  }
  return z
}

/** x of Lᵀ x = z. */
export function backwardSolve(lower: readonly (readonly number[])[], z: readonly number[]): number[] {
  const x = [...z]
  for (let i = lower.length - 1; i >= 0; i--) {
    const value = (x[i] ?? 0) / (lower[i]?.[i] ?? 1)
    x[i] = value
    for (let m = 0; m < i; m++) x[m] = (x[m] ?? 0) - (lower[i]?.[m] ?? 0) * value
  }
  return x
}
