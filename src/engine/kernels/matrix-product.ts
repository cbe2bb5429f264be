import type { Tensor, Tensor3D } from '../tf.ts'
import { tf } from '../tf.ts'
import { input } from './arguments.ts'
import type { Kernel, KernelCall } from './kernel.ts'

/**
 * Matrix products on wasm: its fast path knows neither transposes nor batches. So transposes come first, and a
 * batch is taken matrix by matrix.
 */
export const matrixProduct: Kernel = {
  name: 'BatchMatMul',
  compute(call) {
    const [a, b] = upright(call)
    const product = (left: Tensor, right: Tensor) => call.stock({ a: left, b: right }, plain(call))
    const [m, k, n] = [a.shape.at(-2) ?? 1, a.shape.at(-1) ?? 1, b.shape.at(-1) ?? 1]
    const [batchA, batchB] = [a.size / (m * k), b.size / (k * n)]
    if (batchB === 1 && a.rank >= b.rank)
      return product(a.reshape([batchA * m, k]), b.reshape([k, n])).reshape([...a.shape.slice(0, -1), n])
    if (batchA !== batchB) return product(a, b)
    const [as, bs] = [matrices(a.reshape([batchA, m, k])), matrices(b.reshape([batchB, k, n]))]
    const parts = as.map((left, i) => product(left, bs[i] ?? left))
    return tf.stack(parts).reshape([...a.shape.slice(0, -1), n])
  },
}

/** The same with bias and activation: `tf.layers.dense`, `tf.fused.matMul`. */
export const fusedMatrixProduct: Kernel = {
  name: '_FusedMatMul',
  compute(call) {
    const [a, b] = upright(call)
    return call.stock({ ...call.inputs, a, b }, plain(call))
  },
}

const plain = ({ attrs }: KernelCall) => ({ ...attrs, transposeA: false, transposeB: false })

function upright({ inputs, attrs }: KernelCall): [Tensor, Tensor] {
  const [a, b] = [input(inputs, 'a'), input(inputs, 'b')]
  return [attrs.transposeA === true ? turn(a) : a, attrs.transposeB === true ? turn(b) : b]
}

/** Swaps the last two dimensions. */
function turn(x: Tensor): Tensor {
  const order = x.shape.map((_, axis) => axis)
  return tf.transpose(x, [...order.slice(0, -2), x.rank - 1, x.rank - 2])
}

function matrices(x: Tensor3D): Tensor[] {
  const [count, rows, columns] = x.shape
  return Array.from({ length: count }, (_, i) =>
    tf.slice(x, [i, 0, 0], [1, rows, columns]).reshape([rows, columns]),
  )
}
