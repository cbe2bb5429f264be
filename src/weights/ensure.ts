import { rename, stat } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../base/errors.ts'
import { makeOwnFolder } from '../base/strangers.ts'
import type { BackboneName } from '../trial/backbone-names.ts'
import { addressOf, cachedPath, secretAddressOf } from './cache.ts'
import { download, type Patience, usualPatience } from './download.ts'
import { damagedInCache, neverPublished, notOfficial, undownloadable } from './errors.ts'
import { withFileLock } from './file-lock.ts'
import { type OfficialFile, officialFile } from './official.ts'
import { TransferProblem } from './request.ts'
import { forget } from './transfer.ts'
import { isUnchanged, whyNotOfficial } from './verify.ts'

/** How far a download is, in bytes. */
export interface DownloadProgress {
  readonly file: OfficialFile
  readonly received: number
  /** Undefined: nobody knows. */
  readonly total: number | undefined
  /** Another process fetches it, and we wait for that. */
  readonly waiting: boolean
}

export interface EnsureOptions {
  onProgress?(progress: DownloadProgress): void
  readonly signal?: AbortSignal | undefined
  readonly patience?: Patience
}

/**
 * The official ImageNet weights as a file that was checked: from the cache, else downloaded into it. Of several
 * processes one downloads and the others wait. Nothing that is not whole and right ever has the file's name.
 */
export async function ensureOfficialWeights(
  backbone: BackboneName,
  size?: number,
  options: EnsureOptions = {},
): Promise<string> {
  const official = officialFile(backbone, size)
  if (official === undefined) throw neverPublished(backbone)
  const place = cachedPath(official)
  if (await isUsable(place, official, options)) return place
  await makeFolder(path.dirname(place))
  const onWait = () => void reportWaiting(place, official, options)
  await withFileLock(
    `${place}.lock`,
    async () => {
      if (!(await isUsable(place, official, options))) await fetchTo(place, official, options)
    },
    { signal: options.signal, onWait },
  )
  return place
}

/** The official weights without fetching them: where they are or would be, and whether they are there and right. */
export async function findOfficialWeights(
  official: OfficialFile,
  options: EnsureOptions = {},
): Promise<{ readonly place: string; readonly isHere: boolean }> {
  const place = cachedPath(official)
  return { place, isHere: await isUsable(place, official, options) }
}

/** Whether the file is there; one that somebody put there by hand is checked at its first use. */
async function isUsable(place: string, official: OfficialFile, { signal }: EnsureOptions): Promise<boolean> {
  const found = await stat(place).catch(() => undefined)
  if (found === undefined) return false
  if (await isUnchanged(place)) return true
  if (!found.isFile()) throw damagedInCache(official, place, 'it is a folder')
  const problem = await whyNotOfficial(place, official, { place, from: 'put there by hand', signal })
  if (problem !== undefined) throw damagedInCache(official, place, problem)
  return true
}

async function fetchTo(place: string, official: OfficialFile, options: EnsureOptions): Promise<void> {
  const { signal, onProgress, patience = usualPatience } = options
  const part = `${place}.part`
  const address = addressOf(official)
  const job = {
    address: secretAddressOf(official),
    part,
    signal,
    maxBytes: 2 * (official.bytes ?? 500_000_000),
    onProgress: (received: number, total = official.bytes) =>
      onProgress?.({ file: official, received, total, waiting: false }),
  }
  for (let attempt = 1; ; attempt++) {
    const { resumed } = await download(job, patience).catch((error: unknown) => {
      throw error instanceof TransferProblem ? undownloadable(official, address, place, error) : error
    })
    const problem = await whyNotOfficial(part, official, { place, from: address, signal })
    if (problem === undefined) break
    await forget(part)
    // What was put together from two transfers may be wrong where one transfer is not.
    if (!resumed || attempt === 2) throw notOfficial(official, address, place, problem)
  }
  await rename(part, place)
  await forget(part)
}

async function reportWaiting(
  place: string,
  file: OfficialFile,
  { onProgress }: EnsureOptions,
): Promise<void> {
  const received = (await stat(`${place}.part`).catch(() => undefined))?.size ?? 0
  onProgress?.({ file, received, total: file.bytes, waiting: true })
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await makeOwnFolder(folder)
  } catch (cause) {
    throw new UserError('the folder for downloaded weights cannot be made', {
      where: folder,
      next: 'Name another one: NIGHTSWEEP_CACHE=<folder>',
      cause,
    })
  }
}
