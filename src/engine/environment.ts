/**
 * What TensorFlow's native library reads from the environment when it loads. Set it for a child process or before
 * the first load: a worker thread's process.env is a copy that the native library does not see.
 */
export function tensorflowEnvironment(threads: number): Record<string, string> {
  return {
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    TF_CPP_MIN_LOG_LEVEL: '2',
    TF_NUM_INTRAOP_THREADS: String(threads),
  }
}
