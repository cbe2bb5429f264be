import path from 'node:path'
import type { Environment } from '../base/cache-folder.ts'
import { readInstalled } from './installed.ts'

/**
 * What TensorFlow's native library reads from the environment when it loads. Set it for a child process or before
 * the first load: a worker thread's process.env is a copy that the native library does not see.
 */
export function tensorflowEnvironment(
  threads: number,
  env: Environment = process.env,
): Record<string, string> {
  return {
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    TF_CPP_MIN_LOG_LEVEL: '2',
    TF_NUM_INTRAOP_THREADS: String(threads),
    ...libraryPath(readInstalled(env)?.libraries ?? [], env),
  }
}

/** Lets a child process find these folders' CUDA libraries; the loader reads it when a process starts, only then. */
export function libraryPath(folders: readonly string[], env: Environment): Record<string, string> {
  if (folders.length === 0) return {}
  const given = (env.LD_LIBRARY_PATH ?? '').split(path.delimiter).filter(Boolean)
  return { LD_LIBRARY_PATH: [...new Set([...folders, ...given])].join(path.delimiter) }
}
