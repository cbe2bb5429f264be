import { type Tensor4D, tf } from '../engine/tf.ts'
import type { ActivationName } from './graph.ts'

/** As Keras 3 defines them; every one has a gradient on every engine. */
const activations: Readonly<Record<ActivationName, (x: Tensor4D) => Tensor4D>> = {
  relu: x => tf.relu(x),
  relu6: x => tf.relu6(x),
  sigmoid: x => tf.sigmoid(x),
  swish: x => tf.mul(x, tf.sigmoid(x)),
  gelu: x => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
  hardSigmoid: x => tf.div(tf.relu6(tf.add(x, 3)), 6),
  hardSwish: x => tf.mul(x, tf.div(tf.relu6(tf.add(x, 3)), 6)),
}

export const activate = (x: Tensor4D, name: ActivationName): Tensor4D => activations[name](x)

/** Which of them the engines' fused convolutions know, all of them. */
export const isFusable = (name: ActivationName): name is 'relu' | 'relu6' =>
  name === 'relu' || name === 'relu6'
