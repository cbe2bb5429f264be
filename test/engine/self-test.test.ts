import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Engine } from '../../src/engine/engine.ts'
import { EngineUnavailable } from '../../src/engine/engine.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { selfTest } from '../../src/engine/self-test.ts'
import { tf } from '../../src/engine/tf.ts'

let engine: Engine
beforeAll(async () => {
  engine = await loadEngine('wasm', { threads: 1 })
})
afterAll(() => engine.close())

test('passes on a right engine and leaves nothing behind', async () => {
  const before = tf.memory().numTensors
  await selfTest()
  expect(tf.memory().numTensors).toBe(before)
})

test('its reference is the plain JavaScript backend', async () => {
  await tf.setBackend('cpu')
  try {
    await selfTest()
  } finally {
    await tf.setBackend('wasm')
  }
})

const gradients = [
  'Conv2DBackpropFilter',
  'Conv2DBackpropInput',
  'DepthwiseConv2dNativeBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
  'MaxPoolGrad',
  'AvgPoolGrad',
]

test.each(gradients)('notices a wrong %s', async kernelName => {
  const right = tf.getKernel(kernelName, 'wasm')
  tf.unregisterKernel(kernelName, 'wasm')
  tf.registerKernel({
    ...right,
    kernelFunc: call => {
      const result = right.kernelFunc(call)
      if (Array.isArray(result) || !(result instanceof tf.Tensor)) throw new Error('one tensor expected')
      return tf.tidy(() => tf.reverse(result, [1]))
    },
  })
  try {
    await expect(selfTest()).rejects.toThrow(EngineUnavailable)
  } finally {
    tf.unregisterKernel(kernelName, 'wasm')
    tf.registerKernel(right)
  }
})
