/**
 * Images of a set, of which each sweep draws some: their features as `nightsweep embed` wrote them, turned to their
 * principal components. A configuration is a ridge classifier on the first so many of them, one against all; its truth is
 * its accuracy on images that the sweep did not draw, averaged over all sweeps.
 */
import { readFileSync } from 'node:fs'
import { createRandom } from '../../../dist/base/random.js'

const components = 48
const truthImages = 600

export function realSource(file, count) {
  const { x, rows, columns } = readNpy(file)
  const labels = readFileSync(file.replace(/\.npy$/, '.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
  const names = [...new Set(labels.map(classOf))]
  const y = Uint8Array.from(labels, line => names.indexOf(classOf(line)))
  const points = { x: principal(x, rows, columns), y, rows, classes: names.length }
  const random = createRandom('configurations')
  const bank = Array.from({ length: count }, () => ({
    size: random.integer(4, components),
    ridge: 10 ** (5 * random.next() - 1),
  }))
  return { bank, scoresOf: (configs, n, k, stream) => scoresOf(points, configs, n, k, stream) }
}

const classOf = line => line.slice(line.lastIndexOf(',') + 1)

function readNpy(file) {
  const bytes = readFileSync(file)
  const length = bytes.readUInt16LE(8)
  const [, rows, columns] = /\((\d+), (\d+)\)/.exec(bytes.toString('latin1', 10, 10 + length)).map(Number)
  return { x: new Float32Array(bytes.buffer.slice(bytes.byteOffset + 10 + length)), rows, columns }
}

/** Rows [rows, components + 1], unit variance of the first component, the last column 1: by subspace iteration. */
function principal(x, rows, columns) {
  const centre = new Float64Array(columns)
  for (let i = 0; i < x.length; i++) centre[i % columns] += x[i] / rows
  const random = createRandom('subspace')
  let basis = orthonormal(
    Array.from({ length: components }, () => Float64Array.from({ length: columns }, () => random.normal())),
  )
  const along = new Float64Array(components)
  const project = (row, into) => {
    for (const [c, direction] of basis.entries()) {
      let sum = 0
      for (let j = 0; j < columns; j++) sum += (x[row * columns + j] - centre[j]) * direction[j]
      into[c] = sum
    }
  }
  for (let round = 0; round < 6; round++) {
    const next = basis.map(() => new Float64Array(columns))
    for (let row = 0; row < rows; row++) {
      project(row, along)
      for (const [c, direction] of next.entries())
        for (let j = 0; j < columns; j++) direction[j] += along[c] * (x[row * columns + j] - centre[j])
    }
    basis = orthonormal(next)
  }
  const width = components + 1
  const turned = new Float64Array(rows * width).fill(1)
  let variance = 0
  for (let row = 0; row < rows; row++) {
    project(row, along)
    turned.set(along, row * width)
    variance += along[0] ** 2 / rows
  }
  const scale = 1 / Math.sqrt(variance)
  return turned.map((value, i) => (i % width === components ? 1 : value * scale))
}

/** Gram and Schmidt. */
function orthonormal(vectors) {
  const done = []
  for (const vector of vectors) {
    for (const other of done) {
      const along = dot(vector, other)
      for (let j = 0; j < vector.length; j++) vector[j] -= along * other[j]
    }
    const norm = Math.sqrt(dot(vector, vector))
    done.push(vector.map(value => value / norm))
  }
  return done
}

function dot(a, b) {
  let sum = 0
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j]
  return sum
}

function scoresOf(points, configs, n, k, random) {
  const { rows, classes } = points
  const order = random.shuffle([...Array(rows).keys()])
  const [own, rest] = [order.slice(0, n), order.slice(n, n + truthImages)]
  const of = new Map()
  for (let label = 0, at = 0; label < classes; label++)
    for (const row of own) if (points.y[row] === label) of.set(row, at++ % k)
  return transposed(
    Array.from({ length: k }, (_, fold) => {
      const sums = sumsOf(
        points,
        own.filter(row => of.get(row) !== fold),
      )
      const held = own.filter(row => of.get(row) === fold)
      return configs.map(config => {
        const weights = train(config, sums, classes)
        return {
          score: accuracy(points, config, weights, held),
          truth: accuracy(points, config, weights, rest),
        }
      })
    }),
  )
}

const transposed = lists => lists[0].map((_, i) => lists.map(list => list[i]))
const width = components + 1

/** Σ x xᵀ and Σ x yᵀ, y 1 for the own class and −1 for others. */
function sumsOf({ x, y, classes }, rows) {
  const gram = new Float64Array(width * width)
  const right = new Float64Array(width * classes)
  for (const row of rows)
    for (let a = 0; a < width; a++) {
      const value = x[row * width + a]
      for (let b = 0; b <= a; b++) gram[a * width + b] += value * x[row * width + b]
      for (let c = 0; c < classes; c++) right[a * classes + c] += y[row] === c ? value : -value
    }
  return { gram, right }
}

/** Columns 0 … size − 1 and the constant, which is not penalised, by Cholesky. */
function train({ size, ridge }, { gram, right }, classes) {
  const columns = [...Array(size).keys(), components]
  const m = columns.length
  const l = new Float64Array(m * m)
  for (let i = 0; i < m; i++)
    for (let j = 0; j <= i; j++) {
      let sum = gram[columns[i] * width + columns[j]] + (i === j ? (i < size ? ridge : 1e-6) : 0)
      for (let t = 0; t < j; t++) sum -= l[i * m + t] * l[j * m + t]
      l[i * m + j] = i === j ? Math.sqrt(sum) : sum / l[j * m + j]
    }
  const weights = new Float64Array(m * classes)
  for (let c = 0; c < classes; c++) {
    for (let i = 0; i < m; i++) {
      let sum = right[columns[i] * classes + c]
      for (let t = 0; t < i; t++) sum -= l[i * m + t] * weights[t * classes + c]
      weights[i * classes + c] = sum / l[i * m + i]
    }
    for (let i = m - 1; i >= 0; i--) {
      let sum = weights[i * classes + c]
      for (let t = i + 1; t < m; t++) sum -= l[t * m + i] * weights[t * classes + c]
      weights[i * classes + c] = sum / l[i * m + i]
    }
  }
  return weights
}

function accuracy({ x, y, classes }, { size }, weights, rows) {
  let right = 0
  for (const row of rows) {
    let [best, most] = [0, -Infinity]
    for (let c = 0; c < classes; c++) {
      let sum = weights[size * classes + c]
      for (let i = 0; i < size; i++) sum += weights[i * classes + c] * x[row * width + i]
      if (sum > most) [best, most] = [c, sum]
    }
    if (best === y[row]) right++
  }
  return right / rows.length
}
