import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { cacheFolder } from '../base/cache-folder.ts'
import { hashOf } from '../base/hash.ts'
import { programVersion } from '../base/program-version.ts'
import { replaceFile } from '../base/replace-file.ts'
import { isFromStrangers, makeOwnFolder } from '../base/strangers.ts'
import type { FilePair, FileToCheck, Verdict } from './check.ts'

/** To be raised when checks change what they find. */
const checksVersion = 2

/** A file's verdicts from an earlier check, as long as it has not been touched since; undefined: it was not checked so. */
export async function recallVerdicts(file: FileToCheck): Promise<Verdict[] | undefined> {
  const place = await placeOf(file)
  const text = place === undefined ? undefined : await readFile(place, 'utf8').catch(() => undefined)
  if (place === undefined || text === undefined || isFromStrangers(place)) return undefined
  try {
    const verdicts: unknown = JSON.parse(text)
    // The name of the record says all that it depends on, so that its shape is that of this version.
    return Array.isArray(verdicts) && verdicts.length === file.pairs.length ? verdicts : undefined
  } catch {
    return undefined
  }
}

/** Whole or not at all. A cache that cannot be written costs a check the next time, and nothing else. */
export async function rememberVerdicts(file: FileToCheck, verdicts: readonly Verdict[]): Promise<void> {
  const place = await placeOf(file)
  if (place === undefined) return
  try {
    await makeOwnFolder(path.dirname(place))
    await replaceFile(place, JSON.stringify(verdicts))
  } catch {}
}

async function placeOf({ file, pairs }: FileToCheck): Promise<string | undefined> {
  // The numbers of a layers model are in other files.
  if (pairs.some(({ backbone }: FilePair) => backbone === 'LayersModel')) return undefined
  const found = await stat(file).catch(() => undefined)
  if (found === undefined) return undefined
  const { size, mtimeMs, ctimeMs } = found
  const key = hashOf({ checksVersion, program: programVersion, file, pairs, size, mtimeMs, ctimeMs })
  return path.join(cacheFolder(), 'weights', 'checked', `${key}.json`)
}
