import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises'
import path from 'node:path'
import { readShard, type ShardState, shardHeaderBytes, writeShard } from './shard.ts'

/** Prefix outputs that outlive a run: a folder per key, in it a file per `rowsPerShard` images. Processes may share it. */
export interface DiskCache {
  fileOf(key: string, shard: number): string
  read(key: string, shard: number, into: Float32Array | Uint16Array): Promise<ShardState>
  write(key: string, shard: number, rows: Float32Array | Uint16Array): Promise<void>
  /** Says that a key is in use, which keeps it from being evicted, and makes room. False: there is no room for it. */
  reserve(key: string, bytes: number): Promise<boolean>
  close(): void
}

export interface DiskCacheOptions {
  readonly folder: string
  readonly budgetBytes: number
  /** A folder touched within this time is in use: somebody says so much more often. */
  readonly inUseMs?: number
  /** What may still be written at this moment, as others may need the disk, too. */
  readonly freeBytes?: () => Promise<number>
}

const usualInUseMs = 10 * 60_000

/** Also the images that a worker runs at once: small enough for progress, large enough to read in one go. */
export const rowsPerShard = 32

export function createDiskCache({
  folder,
  budgetBytes,
  inUseMs = usualInUseMs,
  freeBytes = async () => Infinity,
}: DiskCacheOptions): DiskCache {
  const own = new Map<string, number>()
  const folderOf = (key: string) => path.join(folder, key)
  const fileOf = (key: string, shard: number) => path.join(folderOf(key), String(shard).padStart(5, '0'))
  const beat = setInterval(() => [...own.keys()].forEach(touch), inUseMs / 10)
  beat.unref()

  function touch(key: string): void {
    const now = new Date()
    utimes(folderOf(key), now, now).catch(() => undefined)
  }

  async function reserve(key: string, bytes: number): Promise<boolean> {
    const fits = await makeRoom(key, bytes)
    if (fits) own.set(key, bytes)
    else if ((await stat(folderOf(key)).catch(() => undefined)) === undefined) return false
    await mkdir(folderOf(key), { recursive: true })
    touch(key)
    return fits
  }

  async function makeRoom(key: string, bytes: number): Promise<boolean> {
    const all = await listKeys(folder)
    const others = all.filter(entry => entry.key !== key)
    const sizeOf = (name: string) => all.find(entry => entry.key === name)?.bytes ?? 0
    const unwritten = [...own].filter(([name]) => name !== key).map(([name, size]) => size - sizeOf(name))
    let free = (await freeBytes()) + sizeOf(key) - unwritten.reduce((sum, size) => sum + size, 0)
    const usedElsewhere = others.filter(entry => !own.has(entry.key))
    const promised = [...own].reduce((sum, [name, size]) => sum + (name === key ? 0 : size), 0)
    let used = promised + usedElsewhere.reduce((sum, entry) => sum + entry.bytes, 0)
    const fits = () => used + bytes <= budgetBytes && bytes <= free
    for (const entry of usedElsewhere.sort(byUse)) {
      if (fits() || isInUse(entry, inUseMs)) break
      await rm(folderOf(entry.key), { recursive: true, force: true }).catch(() => undefined)
      used -= entry.bytes
      free += entry.bytes
    }
    return fits()
  }

  return {
    fileOf,
    read: (key, shard, into) => readShard(fileOf(key, shard), into),
    write: (key, shard, rows) => writeShard(fileOf(key, shard), rows),
    reserve,
    close: () => clearInterval(beat),
  }
}

/** Deletes the key that was used longest ago and that nobody uses; gives its bytes, or undefined where there is none. */
export async function evictOldest(folder: string, inUseMs = usualInUseMs): Promise<number | undefined> {
  for (const entry of (await listKeys(folder)).sort(byUse)) {
    if (isInUse(entry, inUseMs)) return undefined
    if (entry.bytes === 0) continue
    const isGone = await rm(path.join(folder, entry.key), { recursive: true, force: true }).then(
      () => true,
      () => false,
    )
    if (isGone) return entry.bytes
  }
  return undefined
}

const byUse = (a: CachedKey, b: CachedKey) => a.usedAtMs - b.usedAtMs
const isInUse = ({ usedAtMs }: CachedKey, inUseMs: number) => Date.now() - usedAtMs < inUseMs

/** What a shard of so many payload bytes takes. */
export const shardBytes = (payload: number) => payload + shardHeaderBytes

interface CachedKey {
  readonly key: string
  readonly bytes: number
  readonly usedAtMs: number
}

const abandonedMs = 60 * 60_000

/** Sizes and last uses of all keys; what a dead writer left unfinished is removed on the way. */
async function listKeys(folder: string): Promise<CachedKey[]> {
  const keys = await readdir(folder).catch(() => [])
  return Promise.all(
    keys.map(async key => {
      const files = await readdir(path.join(folder, key)).catch(() => [])
      const sizes = await Promise.all(files.map(file => sizeOf(path.join(folder, key, file))))
      const facts = await stat(path.join(folder, key)).catch(() => undefined)
      return { key, bytes: sizes.reduce((sum, size) => sum + size, 0), usedAtMs: facts?.mtimeMs ?? 0 }
    }),
  )
}

async function sizeOf(file: string): Promise<number> {
  const facts = await stat(file).catch(() => undefined)
  if (facts === undefined) return 0
  if (!file.endsWith('.tmp') || Date.now() - facts.mtimeMs < abandonedMs) return facts.size
  await rm(file, { force: true }).catch(() => undefined)
  return 0
}
