import assert from 'node:assert/strict'
import { createRandom } from '../../src/base/random.ts'
import type { Tensor } from '../../src/engine/tf.ts'
import { tf } from '../../src/engine/tf.ts'
import type { EngineName } from '../../src/trial/engine-names.ts'
import type { Case } from './engine-cases.ts'

/** Values and gradients of one case on one backend. */
interface Computed {
  readonly value: Float32Array
  readonly gradients: readonly Float32Array[]
}

/** How far an engine may be from the plain JavaScript backend, relative to the largest value. */
const toleranceOf: Readonly<Record<EngineName, number>> = {
  tensorflow: 1e-4,
  webgpu: 1e-4,
  wasm: 1e-5,
}

/**
 * Values as on the plain JavaScript backend, gradients as there and as finite differences, nothing left behind;
 * throws where it is not so. The engine must be TensorFlow.js' backend, and is again afterwards.
 */
export async function checkCase(item: Case, engine: EngineName): Promise<void> {
  const tolerance = toleranceOf[engine]
  const inputs = valuesOf(item)
  const before = tf.memory().numTensors
  const ours = await compute(item, inputs)
  assert.equal(tf.memory().numTensors, before, 'tensors left behind')
  await tf.setBackend('cpu')
  try {
    const reference = await compute(item, inputs)
    checkClose('value', ours.value, reference.value, tolerance)
    for (const [i, gradient] of ours.gradients.entries()) {
      if (!item.wrongOnCpu) checkClose(`gradient ${i} as on cpu`, gradient, reference.gradients[i], tolerance)
      checkDifferences(item, inputs, i, gradient)
    }
  } finally {
    await tf.setBackend(engine)
  }
}

async function compute(item: Case, inputs: readonly Float32Array[]): Promise<Computed> {
  const [value, ...gradients] = tf.tidy(() => {
    const tensors = toTensors(item, inputs)
    const y = item.run(...tensors)
    const weights = tf.tensor(weightsFor(y.size), y.shape)
    return [y, ...tf.grads((...args: Tensor[]) => item.run(...args))(tensors, weights)]
  })
  if (value === undefined) throw new Error('no value')
  const [y = new Float32Array(), ...rest] = await Promise.all([value, ...gradients].map(read))
  tf.dispose([value, ...gradients])
  return { value: y, gradients: rest }
}

const read = async (x: Tensor) => Float32Array.from(await x.data())
const toTensors = (item: Case, inputs: readonly Float32Array[]) =>
  item.inputs.map((shape, i) => tf.tensor(inputs[i] ?? [], [...shape]))

/** Σ weights · y, the number whose gradient is checked; summed in double precision. */
function loss(item: Case, inputs: readonly Float32Array[]): number {
  const y = tf.tidy(() => item.run(...toTensors(item, inputs)).dataSync())
  const weights = weightsFor(y.length)
  return weights.reduce((sum, weight, i) => sum + weight * (y[i] ?? 0), 0)
}

/** Central differences of single elements, and along one direction that moves them all. On the cpu backend. */
function checkDifferences(
  item: Case,
  inputs: readonly Float32Array[],
  which: number,
  gradient: Float32Array,
) {
  const random = createRandom(`${item.name}/${which}`)
  const size = gradient.length
  const single = Array.from({ length: Math.min(size, 10) }, () => {
    const place = random.integer(0, size - 1)
    return Float32Array.from({ length: size }, (_, i) => (i === place ? 1 : 0))
  })
  const all = Float32Array.from({ length: size }, () => (random.next() < 0.5 ? -1 : 1))
  const step = item.step ?? 0.25
  const scale = Math.max(1, ...gradient.map(Math.abs))
  for (const direction of [...single, all]) {
    const moved = (sign: number) =>
      loss(
        item,
        inputs.map((values, i) =>
          i === which ? values.map((v, k) => v + sign * step * (direction[k] ?? 0)) : values,
        ),
      )
    const numeric = (moved(1) - moved(-1)) / (2 * step)
    const analytic = gradient.reduce((sum, value, i) => sum + value * (direction[i] ?? 0), 0)
    const moves = direction === all ? Math.sqrt(size) : 1
    assert.ok(
      Math.abs(analytic - numeric) < scale * moves * (item.step === undefined ? 1e-3 : 4e-3),
      `gradient ${which}: ${analytic}, by differences ${numeric}`,
    )
  }
}

function checkClose(what: string, got: Float32Array, wanted: Float32Array | undefined, tolerance: number) {
  assert.equal(got.length, wanted?.length, what)
  const scale = Math.max(1, ...(wanted ?? []).map(Math.abs))
  const worst = got.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (wanted?.[i] ?? Number.NaN))),
    0,
  )
  assert.ok(worst / scale < tolerance, `${what}: off by ${worst} where the largest is ${scale}`)
}

function valuesOf(item: Case): Float32Array[] {
  const random = createRandom(item.name)
  return item.inputs.map((shape, i) => {
    const size = shape.reduce((product, length) => product * length, 1)
    if (i > 0 || item.values === undefined) return Float32Array.from({ length: size }, () => random.normal())
    return distinct(random.shuffle(Array.from({ length: size }, (_, k) => k)), item.values)
  })
}

/** Values a fixed distance apart, so that a small step changes no order and crosses no kink. */
function distinct(order: readonly number[], kind: NonNullable<Case['values']>): Float32Array {
  const shift = {
    'distinct signed': order.length / 2,
    'distinct negative': order.length + 1,
    'distinct positive': -1,
  }
  return Float32Array.from(order, k => 0.03 * (k - shift[kind]) + 0.013)
}

function weightsFor(size: number): Float32Array {
  const random = createRandom(`weights ${size}`)
  return Float32Array.from({ length: size }, () => random.normal())
}
