/**
 * Accuracy of a linear classifier by k-fold cross-validation: ridge regression on ±1 targets in its dual form.
 *
 *   X [n, d] standardised rows   K [n, n] = X·Xᵀ   A [n, classes] = (K + λ·mean(diag K)·I)⁻¹·Y
 */
export function linearAccuracy(
  rows: readonly Float32Array[],
  labels: readonly number[],
  lambda: number,
  k = 3,
): number {
  const seen: number[] = []
  const foldOf = labels.map(label => {
    seen[label] = (seen[label] ?? 0) + 1
    return seen[label] % k
  })
  const classes = Math.max(...labels) + 1
  let right = 0
  for (let fold = 0; fold < k; fold++) {
    const train = labels.flatMap((_, i) => (foldOf[i] === fold ? [] : [i]))
    const scale = standardiser(train.map(i => rows[i]!))
    const inputs = train.map(i => scale(rows[i]!))
    const kernel = inputs.map(a => inputs.map(b => dot(a, b)))
    const shrink = (lambda * inputs.reduce((sum, row) => sum + dot(row, row), 0)) / inputs.length
    for (const [i, row] of kernel.entries()) row[i] = row[i]! + shrink
    const targets = train.map(i => Array.from({ length: classes }, (_, c) => (labels[i] === c ? 1 : -1)))
    const solution = solve(kernel, targets)
    for (const [i, label] of labels.entries()) {
      if (foldOf[i] !== fold) continue
      const input = scale(rows[i]!)
      const scores = new Array<number>(classes).fill(0)
      for (const [j, other] of inputs.entries()) {
        const similarity = dot(input, other)
        for (let c = 0; c < classes; c++) scores[c] = scores[c]! + similarity * solution[j]![c]!
      }
      if (scores.indexOf(Math.max(...scores)) === label) right++
    }
  }
  return right / labels.length
}

function standardiser(rows: readonly Float32Array[]): (row: Float32Array) => Float32Array {
  const d = rows[0]!.length
  const mean = new Float64Array(d)
  const square = new Float64Array(d)
  for (const row of rows)
    for (let i = 0; i < d; i++) {
      mean[i]! += row[i]! / rows.length
      square[i]! += row[i]! ** 2 / rows.length
    }
  const scale = square.map((value, i) => 1 / Math.sqrt(Math.max(1e-8, value - mean[i]! ** 2)))
  return row => row.map((value, i) => (value - mean[i]!) * scale[i]!)
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** Gaussian elimination; the matrix is positive definite, so no pivoting. Changes both arguments. */
function solve(matrix: number[][], right: number[][]): number[][] {
  const n = matrix.length
  for (let p = 0; p < n; p++)
    for (let r = p + 1; r < n; r++) {
      const factor = matrix[r]![p]! / matrix[p]![p]!
      if (factor === 0) continue
      for (let c = p; c < n; c++) matrix[r]![c]! -= factor * matrix[p]![c]!
      for (let c = 0; c < right[r]!.length; c++) right[r]![c]! -= factor * right[p]![c]!
    }
  for (let p = n - 1; p >= 0; p--)
    for (let c = 0; c < right[p]!.length; c++) {
      for (let r = p + 1; r < n; r++) right[p]![c]! -= matrix[p]![r]! * right[r]![c]!
      right[p]![c]! /= matrix[p]![p]!
    }
  return right
}
