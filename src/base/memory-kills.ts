import { readFileSync } from 'node:fs'
import { cgroupMemory } from './cgroup.ts'

/** How many processes the kernel has killed so far for want of memory, in the control group and on the machine. */
export function memoryKills(vmstat = '/proc/vmstat'): number {
  return (cgroupMemory().kills ?? 0) + onMachine(vmstat)
}

function onMachine(vmstat: string): number {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync(vmstat, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}
