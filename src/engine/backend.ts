import { tf } from './tf.ts'

/** Frees a backend with all its tensors, and leaves it registered so that it can be started again. */
export function closeBackend(name: string): void {
  const factory = tf.findBackendFactory(name)
  if (tf.findBackend(name) === null) return
  tf.removeBackend(name)
  tf.registerBackend(name, factory)
}
