import { freemem } from 'node:os'
import { cgroupMemory } from './cgroup.ts'
import { textIfThere } from './text-if-there.ts'

/** Bytes that processes started now may use, by what the machine has left and what a control group allows. */
export function freeMemory(): number {
  return Math.min(availableOnMachine(), cgroupMemory().free)
}

/** With what the system would give up: `os.freemem` counts it as used on some. */
function availableOnMachine(): number {
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(textIfThere('/proc/meminfo') ?? '')?.[1]
  return kilobytes === undefined ? freemem() : 1024 * Number(kilobytes)
}
