import { cgroupMemory } from './cgroup.ts'
import { textIfThere } from './text-if-there.ts'

/**
 * How many processes the kernel has killed so far for want of memory, in the control group and on the machine; undefined
 * where it counts neither.
 */
export function memoryKills(vmstat = '/proc/vmstat'): number | undefined {
  const counts = [cgroupMemory().kills, onMachine(vmstat)].filter(count => count !== undefined)
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0)
}

function onMachine(vmstat: string): number | undefined {
  const count = /^oom_kill (\d+)$/m.exec(textIfThere(vmstat) ?? '')?.[1]
  return count === undefined ? undefined : Number(count)
}
