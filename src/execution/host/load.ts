import { availableParallelism } from 'node:os'
import type { Pool } from '../pool/pool.ts'
import type { Load } from './messages.ts'

const everyMs = 1000

/** Tells once a second how busy this process is; its timer keeps nothing alive. */
export function watchLoad(pool: Pool, onLoad: (load: Load) => void): void {
  const cores = availableParallelism()
  let last = { at: process.hrtime.bigint(), cpu: process.cpuUsage() }
  setInterval(() => {
    const now = { at: process.hrtime.bigint(), cpu: process.cpuUsage() }
    const wallMicros = Number(now.at - last.at) / 1000
    const cpuMicros = now.cpu.user + now.cpu.system - last.cpu.user - last.cpu.system
    last = now
    onLoad({
      busyWorkers: Math.min(pool.busy(), pool.workers),
      workers: pool.workers,
      memoryBytes: process.memoryUsage.rss(),
      cpu: Math.min(1, cpuMicros / wallMicros / cores),
    })
  }, everyMs).unref()
}
