import { type Tensor4D, tf } from '../engine/tf.ts'
import type { ActivationName } from './graph.ts'

/** Keras 3's definitions; `gelu` is the exact form with erf, `hardSigmoid` is relu6(x + 3) / 6. */
export function activate(x: Tensor4D, name: ActivationName): Tensor4D {
  switch (name) {
    case 'relu':
      return tf.relu(x)
    case 'relu6':
      return tf.relu6(x)
    case 'sigmoid':
      return tf.sigmoid(x)
    case 'swish':
      return x.mul(tf.sigmoid(x))
    case 'hardSigmoid':
      return tf.relu6(x.add(3)).mul(1 / 6)
    case 'hardSwish':
      return x.mul(tf.relu6(x.add(3)).mul(1 / 6))
    case 'gelu':
      return x.mul(tf.erf(x.mul(Math.SQRT1_2)).add(1).mul(0.5))
    default:
      return name satisfies never
  }
}
