import type { Tensor1D } from '../tf.ts'
import { tf } from '../tf.ts'
import { input } from './arguments.ts'
import type { Kernel } from './kernel.ts'

/** The gradient of `gather`: rows of x summed by their segment, as a product with a one-hot matrix. */
export const segmentSum: Kernel = {
  name: 'UnsortedSegmentSum',
  compute({ inputs, attrs }) {
    const x = input(inputs, 'x')
    const ids = input(inputs, 'segmentIds')
    const segments = Number(attrs.numSegments)
    const flatIds: Tensor1D = ids.reshape([-1])
    const rest = x.shape.slice(ids.rank)
    const oneHot = tf.oneHot(flatIds, segments).cast('float32')
    const sums = tf.matMul(oneHot, x.reshape([ids.size, x.size / ids.size]).cast('float32'), true, false)
    return sums.reshape([segments, ...rest]).cast(x.dtype)
  },
}
