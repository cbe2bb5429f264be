import { statfs } from 'node:fs/promises'
import { freemem } from 'node:os'
import path from 'node:path'
import { createDiskCache, type DiskCache } from '../../activations/disk-cache.ts'
import { type ActivationStore, createActivationStore } from '../../activations/store/store.ts'
import type { StoredImages } from '../../activations/store/target.ts'
import { cacheFolder } from '../../base/cache-folder.ts'
import { messageOf, UserError } from '../../base/errors.ts'
import { makeOwnFolder, refuseStrangers } from '../../base/strangers.ts'
import type { Pool } from '../pool/pool.ts'
import type { CacheOptions, FromHost } from './messages.ts'

/** The host's store of activations, in memory and in the cache folder; what goes wrong there is told once. */
export async function openActivations(
  pool: Pool,
  images: StoredImages,
  { memoryBytes = freemem() / 2, diskBytes = 0, isHalf = false }: CacheOptions,
  send: (message: FromHost) => void,
): Promise<ActivationStore> {
  const warn = (text: string) => send({ type: 'note', level: 'warning', text })
  let hasFailed = false
  let damaged = 0
  const onWriteError = (error: unknown) => {
    const why = error instanceof UserError ? `${error.where}: ${error.message}` : messageOf(error)
    if (!hasFailed) warn(`activations cannot be kept for later runs: ${why}`)
    hasFailed = true
  }
  return createActivationStore({
    run: pool.activate,
    workers: pool.workers,
    engine: pool.engine,
    images,
    memoryBytes,
    isHalf,
    disk: await openDisk(diskBytes, onWriteError),
    onProgress: progress => send({ type: 'progress', progress }),
    onDamage: file => {
      if (damaged++ === 0) warn(`${file} in the cache was damaged; such files are computed anew`)
    },
    onPass: facts => send({ type: 'pass', facts }),
    onWriteError,
  })
}

/** Others need some of the disk, too: of what it has, so much stays free. */
const leastFree = ({ blocks, bsize }: { blocks: number; bsize: number }) =>
  Math.min(1024 ** 3, 0.05 * blocks * bsize)

/** At most half of what the folder's disk has left. */
async function openDisk(
  budget: number,
  onWriteError: (error: unknown) => void,
): Promise<DiskCache | undefined> {
  if (budget <= 0) return undefined
  const folder = path.join(cacheFolder(), 'activations')
  try {
    await makeOwnFolder(folder)
    refuseStrangers(folder)
    const { bavail, bsize } = await statfs(folder)
    const freeBytes = async () => {
      const now = await statfs(folder)
      return now.bavail * now.bsize - leastFree(now)
    }
    return createDiskCache({ folder, budgetBytes: Math.min(budget, (bavail * bsize) / 2), freeBytes })
  } catch (error) {
    onWriteError(error)
    return undefined
  }
}
