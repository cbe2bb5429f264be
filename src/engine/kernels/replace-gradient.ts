import type { NamedAttrMap, Tensor } from '../tf.ts'
import { tf } from '../tf.ts'

/** Gradients towards a kernel's inputs by their names, each computed when it is asked for. */
export type Thunks = Record<string, () => Tensor>

/**
 * Puts a gradient before the one that TensorFlow.js has for a kernel; to be called once. A gradient holds for every
 * backend: where ours gives nothing, the other stays.
 */
export function replaceGradient(
  kernelName: string,
  gradient: (dy: Tensor, saved: readonly Tensor[], attrs: NamedAttrMap) => Thunks | undefined,
): void {
  const own = tf.getGradient(kernelName)
  tf.unregisterGradient(kernelName)
  tf.registerGradient({
    ...own,
    gradFunc: (dy, saved, attrs) =>
      (Array.isArray(dy) ? undefined : gradient(dy, saved, attrs)) ?? own.gradFunc(dy, saved, attrs),
  })
}
