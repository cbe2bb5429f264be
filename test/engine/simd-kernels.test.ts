import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { convFilterGradientOnHeap } from '../../src/engine/kernels/heap/conv-filter-gradient.ts'
import { convInputGradientOnHeap } from '../../src/engine/kernels/heap/conv-input-gradient.ts'
import {
  depthwiseFilterGradientOnHeap,
  depthwiseInputGradientOnHeap,
} from '../../src/engine/kernels/heap/depthwise.ts'
import type { Kernel } from '../../src/engine/kernels/kernel.ts'
import { heapOf } from '../../src/engine/simd/heap.ts'
import type { NamedAttrMap, Tensor, Tensor4D } from '../../src/engine/tf.ts'
import { tf } from '../../src/engine/tf.ts'

let engine: Engine
beforeAll(async () => {
  engine = await loadEngine('wasm', { threads: 1 })
})
afterAll(() => engine.close())

// Deeper, wider and longer than one block of each: 384, 256 and 128 in product.ts, 256 in conv-filter-gradient.ts.
const convolutions: [shape: number[], filter: number[], stride: number][] = [
  [[2, 13, 12, 16], [3, 3, 16, 264], 1],
  [[1, 12, 13, 144], [3, 3, 144, 20], 2],
  [[3, 11, 10, 405], [1, 1, 405, 8], 1],
  [[2, 17, 17, 9], [5, 5, 9, 261], 3],
  [[1, 5, 5, 3], [3, 3, 3, 400], 4],
]
const depthwise: [shape: number[], filter: number[], stride: number][] = [
  [[2, 12, 140, 6], [3, 3, 6, 1], 1],
  [[2, 15, 14, 61], [5, 5, 61, 1], 2],
  [[1, 9, 9, 35], [3, 3, 35, 2], 1],
]

test.each(convolutions)(
  'gradients of a convolution on the heap: %j, %j, stride %i',
  (shape, filter, stride) => {
    const y = tf.tidy(() => tf.conv2d(random(shape), random(filter), stride, 'same').shape)
    compare(convFilterGradientOnHeap, { x: shape, dy: y }, { filterShape: filter, strides: [stride, stride] })
    compare(convInputGradientOnHeap, { dy: y, filter }, { inputShape: shape, strides: [stride, stride] })
  },
)

test.each(depthwise)('gradients of a depthwise one: %j, %j, stride %i', (shape, filter, stride) => {
  const y = tf.tidy(() => tf.depthwiseConv2d(random(shape), random(filter), stride, 'same').shape)
  compare(
    depthwiseFilterGradientOnHeap,
    { x: shape, dy: y },
    { filterShape: filter, strides: [stride, stride] },
  )
  compare(depthwiseInputGradientOnHeap, { dy: y, filter }, { inputShape: shape, strides: [stride, stride] })
})

test.each(convolutions)('a convolution as on cpu: %j, %j, stride %i', async (shape, filter, stride) => {
  const run = async (backend: string) => {
    await tf.setBackend(backend)
    return tf.tidy(() => tf.conv2d(random(shape), random(filter), stride, 'same').dataSync())
  }
  expectClose(await run('wasm'), await run('cpu'))
  await tf.setBackend('wasm')
})

test('the heap may grow between two calls', () => {
  const gradient = () =>
    tf.tidy(() =>
      tf.grad(x => tf.relu6(tf.conv2d(x as Tensor4D, random([3, 3, 8, 8]), 1, 'same')))(random([2, 9, 9, 8])),
    )
  const before = gradient()
  const memory = heapOf(tf.backend())?.memory
  const size = memory?.buffer.byteLength ?? 0
  const large = tf.zeros([64, 1024, 1024])
  expect(memory?.buffer.byteLength).toBeGreaterThan(size)
  const after = gradient()
  expectClose(after.dataSync(), before.dataSync())
  tf.dispose([before, after, large])
})

test('a backend without such a heap is told apart', () => {
  expect(heapOf({})).toBeUndefined()
  expect(heapOf({ makeOutput() {}, dataIdMap: new Map(), wasm: { asm: { memory: {} } } })).toBeUndefined()
})

/** The same with a backend that shows no heap is the composition of the backend's own operations. */
function compare(kernel: Kernel, shapes: Record<string, number[]>, attrs: Record<string, unknown>) {
  const inputs = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, random(shape)]))
  const call = (backend: object) =>
    tf.tidy(() =>
      kernel.compute({
        inputs,
        attrs: { dilations: [1, 1], pad: 'same', ...attrs } as NamedAttrMap,
        backend,
        stock: () => expect.unreachable(),
      }),
    )
  const before = tf.memory().numTensors
  const [ours, composed] = [call(tf.backend()), call({})]
  expect(tf.memory().numTensors).toBe(before + 2)
  expect(ours.shape).toEqual(composed.shape)
  expectClose(ours.dataSync(), composed.dataSync())
  tf.dispose([ours, composed, ...Object.values(inputs)])
}

function random(shape: number[]): Tensor4D {
  const source = createRandom(shape.join())
  const size = shape.reduce((product, length) => product * length, 1)
  const values = Float32Array.from({ length: size }, () => source.normal())
  const tensor: Tensor = tf.tensor(values, shape)
  return tensor as Tensor4D
}

function expectClose(got: ArrayLike<number>, wanted: ArrayLike<number>) {
  const largest = (values: number[]) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const scale = largest(Array.from(wanted))
  expect(got.length).toBe(wanted.length)
  expect(scale).toBeGreaterThan(0)
  const differences = Array.from(got, (value, i) => value - (wanted[i] ?? Number.NaN))
  expect(largest(differences) / scale).toBeLessThan(1e-5)
}
