import { tf } from '../tf.ts'
import { input } from './arguments.ts'
import type { Kernel } from './kernel.ts'

/**
 * wasm's own gradient of a max pool looks for a maximum above the smallest positive number, so a window without
 * one loses its gradient. Raising x until every value is positive changes no order; data that is never negative
 * (after a ReLU) is not changed at all, but for its zeros.
 */
export const maxPoolGradient: Kernel = {
  name: 'MaxPoolGrad',
  compute({ inputs, attrs, stock }) {
    const x = input(inputs, 'input')
    const lift = tf
      .relu(tf.neg(tf.min(x)))
      .mul(1.001)
      .add(1e-20)
    const [raised, output] = [tf.add(x, lift), tf.add(input(inputs, 'output'), lift)]
    return stock({ ...inputs, input: raised, output }, attrs)
  },
}
