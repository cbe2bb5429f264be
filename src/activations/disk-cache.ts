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
}

/** Also the images that a worker runs at once: small enough for progress, large enough to read in one go. */
export const rowsPerShard = 32

export function createDiskCache({ folder, budgetBytes, inUseMs = 10 * 60_000 }: DiskCacheOptions): DiskCache {
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
    const others = (await listKeys(folder)).filter(entry => entry.key !== key)
    const usedElsewhere = others.filter(entry => !own.has(entry.key))
    const promised = [...own].reduce((sum, [name, size]) => sum + (name === key ? 0 : size), 0)
    let used = promised + usedElsewhere.reduce((sum, entry) => sum + entry.bytes, 0)
    for (const entry of usedElsewhere.sort((a, b) => a.usedAtMs - b.usedAtMs)) {
      if (used + bytes <= budgetBytes || Date.now() - entry.usedAtMs < inUseMs) break
      await rm(folderOf(entry.key), { recursive: true, force: true }).catch(() => undefined)
      used -= entry.bytes
    }
    return used + bytes <= budgetBytes
  }

  return {
    fileOf,
    read: (key, shard, into) => readShard(fileOf(key, shard), into),
    write: (key, shard, rows) => writeShard(fileOf(key, shard), rows),
    reserve,
    close: () => clearInterval(beat),
  }
}

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
