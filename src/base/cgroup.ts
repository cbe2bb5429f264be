import path from 'node:path'
import { textIfThere } from './text-if-there.ts'

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
  const own = textIfThere(path.join(proc, 'self/cgroup')) ?? ''
  const lines = own.split('\n').map(line => /^\d+:([^:]*):(.*)$/.exec(line))
  const v1 = lines.find(line => line?.[1]?.split(',').includes('memory'))?.[2]
  const v2 = lines.find(line => line?.[1] === '')?.[2]
  const groups = [
    ...(v1 === undefined ? [] : upwards(path.join(mount, 'memory'), v1).map(reading(v1Files))),
    ...(v2 === undefined ? [] : upwards(mount, v2).map(reading(v2Files))),
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

/** The files of a group: two of one number, and two of lines with a key and a number. */
interface Files {
  readonly limit: string
  readonly used: string
  readonly cached: readonly [file: string, key: string]
  readonly kills: readonly [file: string, key: string]
}

const v2Files: Files = {
  limit: 'memory.max',
  used: 'memory.current',
  cached: ['memory.stat', 'inactive_file'],
  kills: ['memory.events', 'oom_kill'],
}

const v1Files: Files = {
  limit: 'memory.limit_in_bytes',
  used: 'memory.usage_in_bytes',
  cached: ['memory.stat', 'total_inactive_file'],
  kills: ['memory.oom_control', 'oom_kill'],
}

const reading =
  ({ limit, used, cached, kills }: Files) =>
  (folder: string): CgroupMemory =>
    roomOf({
      limit: numberIn(folder, limit),
      used: numberIn(folder, used),
      cached: numberOf(folder, ...cached),
      kills: numberOf(folder, ...kills),
    })

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
  const text = textIfThere(path.join(folder, file))?.trim()
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}

function numberOf(folder: string, file: string, key: string): number | undefined {
  const found = new RegExp(`^${key} (\\d+)$`, 'm').exec(textIfThere(path.join(folder, file)) ?? '')?.[1]
  return found === undefined ? undefined : Number(found)
}
