import type { Environment } from '../base/cache-folder.ts'
import { UserError } from '../base/errors.ts'

const megabyte = 1024 ** 2

/** Where WebAssembly ends, and the least that anything can be trained in. */
const [mostMegabytes, leastMegabytes] = [4096, 32]

/** Where a wasm engine's heap ends: WebAssembly's 4 GB, or earlier where a machine with many workers has less for each. */
export function mostHeapBytes(env: Environment = process.env): number {
  const given = env.NIGHTSWEEP_WASM_HEAP_MB || String(mostMegabytes)
  const most = Number(given)
  if (most >= leastMegabytes && most <= mostMegabytes) return most * megabyte
  throw new UserError(`${given} is no size of a heap: from ${leastMegabytes} to ${mostMegabytes} megabytes`, {
    where: 'NIGHTSWEEP_WASM_HEAP_MB',
    next: 'unset NIGHTSWEEP_WASM_HEAP_MB',
  })
}

/** For a process whose engines may have so much memory each; what a person has set stays. */
export function heapEnvironment(bytes: number | undefined, env: Environment = process.env): Environment {
  if (bytes === undefined || env.NIGHTSWEEP_WASM_HEAP_MB) return {}
  const megabytes = Math.floor(Math.min(mostMegabytes, Math.max(leastMegabytes, bytes / megabyte)))
  return { NIGHTSWEEP_WASM_HEAP_MB: String(megabytes) }
}
