/** The processes of a sweep, as /proc shows them. Linux only. */
import { readdirSync, readFileSync } from 'node:fs'

/** Children of a process that run the host. */
export const hostsOf = pid => processes().filter(one => one.parent === pid && one.isHost)

/** Hosts of this machine that nobody has started any more. */
export const orphans = () => processes().filter(one => one.parent === 1 && one.isHost)

/** MB and descriptors that a process and its children hold. */
export function heldBy(pid) {
  const all = processes()
  const isOurs = one => one.pid === pid || all.some(other => other.pid === one.parent && isOurs(other))
  const ours = all.filter(isOurs)
  return {
    mb: ours.reduce((sum, { mb }) => sum + mb, 0),
    descriptors: ours.reduce((sum, one) => sum + count(`/proc/${one.pid}/fd`), 0),
  }
}

function processes() {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      try {
        const status = readFileSync(`/proc/${name}/status`, 'utf8')
        const field = key => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0)
        const isHost = readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('execution/host/main.js')
        return [{ pid: Number(name), parent: field('PPid'), mb: field('VmRSS') / 1024, isHost }]
      } catch {
        // it has ended since
        return []
      }
    })
}

function count(folder) {
  try {
    return readdirSync(folder).length
  } catch {
    return 0
  }
}
