import { tf } from './tf.ts'

/** Frees a backend with all its tensors, and leaves it registered so that it can be started again. */
export function closeBackend(name: string): void {
  if (!(name in tf.engine().registry)) return
  const factory = tf.findBackendFactory(name)
  try {
    tf.removeBackend(name)
  } catch {
    abandonBackend(name)
    return
  }
  tf.registerBackend(name, factory)
}

/**
 * Takes away a backend that may fail in whatever it is asked to, also in freeing. TensorFlow.js begins anew: a failure
 * in the middle of an operation leaves its scopes, its tape and its variables as they were at that moment.
 */
export function abandonBackend(name: string): void {
  const backend = tf.engine().registry[name]
  if (backend !== undefined) Object.assign(backend, { disposeData: () => true, dispose: () => undefined })
  tf.engine().reset()
}
