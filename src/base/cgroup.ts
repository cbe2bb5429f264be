import { readFileSync } from 'node:fs'
import path from 'node:path'

/** Where the system tells of control groups; other folders only in tests. */
export interface CgroupPlaces {
  readonly proc?: string
  readonly mount?: string
}

export interface CgroupMemory {
  /** Bytes that the group may still use; Infinity without a limit. */
  readonly free: number
  readonly limit: number
  /** Processes of the group that the kernel has killed for want of memory; undefined where it does not count. */
  readonly kills: number | undefined
}

const noLimit: CgroupMemory = { free: Infinity, limit: Infinity, kills: undefined }

/**
 * Memory of this process's control group, which containers and batch systems limit, and of those around it: the least of
 * them. Files of version 2 and 1, Linux kernel documentation, admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst.
 */
export function cgroupMemory({ proc = '/proc', mount = '/sys/fs/cgroup' }: CgroupPlaces = {}): CgroupMemory {
  const own = textOf(path.join(proc, 'self/cgroup')) ?? ''
  const lines = own.split('\n').map(line => /^\d+:([^:]*):(.*)$/.exec(line))
  const v1 = lines.find(line => line?.[1]?.split(',').includes('memory'))?.[2]
  const v2 = lines.find(line => line?.[1] === '')?.[2]
  const groups = [
    ...(v1 === undefined ? [] : upwards(path.join(mount, 'memory'), v1).map(readV1)),
    ...(v2 === undefined ? [] : upwards(mount, v2).map(readV2)),
  ]
  return groups.reduce(narrower, noLimit)
}

const narrower = (one: CgroupMemory, other: CgroupMemory): CgroupMemory => ({
  free: Math.min(one.free, other.free),
  limit: Math.min(one.limit, other.limit),
  kills: one.kills ?? other.kills,
})

/** The group's folder and those around it; in a container the path may be another one's, and only the root is there. */
function upwards(root: string, group: string): string[] {
  const names = group.split('/').filter(name => name !== '' && name !== '..')
  return [...names.keys(), names.length].map(count => path.join(root, ...names.slice(0, count))).reverse()
}

function readV2(folder: string): CgroupMemory {
  return roomOf({
    limit: numberIn(folder, 'memory.max'),
    used: numberIn(folder, 'memory.current'),
    cached: numberOf(folder, 'memory.stat', 'inactive_file'),
    kills: numberOf(folder, 'memory.events', 'oom_kill'),
  })
}

function readV1(folder: string): CgroupMemory {
  return roomOf({
    limit: numberIn(folder, 'memory.limit_in_bytes'),
    used: numberIn(folder, 'memory.usage_in_bytes'),
    cached: numberOf(folder, 'memory.stat', 'total_inactive_file'),
    kills: numberOf(folder, 'memory.oom_control', 'oom_kill'),
  })
}

interface Read {
  /** "max" is none. */
  readonly limit: number | undefined
  readonly used: number | undefined
  /** Of that, contents of files that the kernel gives up where it needs room. */
  readonly cached: number | undefined
  readonly kills: number | undefined
}

/** Version 1 writes a huge number for no limit. */
const huge = 2 ** 60

function roomOf({ limit = Infinity, used = 0, cached = 0, kills }: Read): CgroupMemory {
  if (limit >= huge) return { ...noLimit, kills }
  return { limit, free: Math.max(0, limit - Math.max(0, used - cached)), kills }
}

function numberIn(folder: string, file: string): number | undefined {
  const text = textOf(path.join(folder, file))?.trim()
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}

function numberOf(folder: string, file: string, key: string): number | undefined {
  const found = new RegExp(`^${key} (\\d+)$`, 'm').exec(textOf(path.join(folder, file)) ?? '')?.[1]
  return found === undefined ? undefined : Number(found)
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
