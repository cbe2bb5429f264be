import { stat } from 'node:fs/promises'
import { isFromStrangers } from '../base/strangers.ts'
import { hdf5Length } from './hdf5-length.ts'
import { hashesOf, recall, remember } from './known-hashes.ts'
import type { OfficialFile } from './official.ts'
import { shownAddress } from './shown-address.ts'

/**
 * Why a file is not the official one; undefined: it is, and its SHA-256 is remembered at `place`. Where Keras publishes
 * a hash, that decides. Where it does not, the first whole file is trusted, and any later one must be the same.
 */
export async function whyNotOfficial(
  file: string,
  official: OfficialFile,
  { place, from, signal }: { place: string; from: string; signal?: AbortSignal | undefined },
): Promise<string | undefined> {
  const { size: bytes } = await stat(file)
  const hashes = await hashesOf(file, signal)
  const seen = await recall(place)
  const problem =
    official.hash === undefined
      ? await firstUse(file, bytes, official, hashes.sha256, seen?.sha256)
      : published(bytes, official, hashes[official.hash.algorithm])
  if (problem === undefined) await remember(file, place, hashes.sha256, shownAddress(seen?.from ?? from))
  return problem
}

function published(bytes: number, { hash, bytes: wanted }: OfficialFile, found: string): string | undefined {
  if (hash === undefined || found === hash.hex) return undefined
  const length = wanted === undefined || wanted === bytes ? '' : ` and is ${bytes} bytes long, not ${wanted}`
  const name = hash.algorithm === 'md5' ? 'MD5' : 'SHA-256'
  return `its ${name} is ${found}${length}, the official file's is ${hash.hex}`
}

async function firstUse(
  file: string,
  bytes: number,
  { bytes: wanted }: OfficialFile,
  sha256: string,
  known: string | undefined,
): Promise<string | undefined> {
  if (known !== undefined)
    return known === sha256
      ? undefined
      : `its SHA-256 is ${sha256}, that of the first file seen under this name was ${known}`
  if (wanted !== undefined && wanted !== bytes)
    return `it is ${bytes} bytes long, the official file is ${wanted}`
  const length = await hdf5Length(file)
  if (length === undefined) return 'it is no HDF5 file'
  return length === bytes ? undefined : `it is ${bytes} bytes long, but says of itself ${length}`
}

/** Whether a file is still the one that was checked, by its length and date; what others may have written says nothing. */
export async function isUnchanged(file: string): Promise<boolean> {
  if (isFromStrangers(file) || isFromStrangers(`${file}.json`)) return false
  const [stats, seen] = await Promise.all([stat(file).catch(() => undefined), recall(file)])
  return stats !== undefined && stats.size === seen?.bytes && stats.mtimeMs === seen.modifiedMs
}
