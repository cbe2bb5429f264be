import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { cacheFolder } from '../base/cache-folder.ts'
import { codeOf } from '../base/file-errors.ts'
import { hashOf } from '../base/hash.ts'
import { replaceFile } from '../base/replace-file.ts'
import { makeOwnFolder } from '../base/strangers.ts'
import { joined, type MemoryLimit } from '../trial/memory-limit.ts'
import { recipeShape } from '../trial/recipe.ts'
import type { CostsOf } from './costs-file.ts'

/** The oldest go first. */
const mostKept = 500

const count = z.int().min(0)
const limit = z.object({
  body: z.string(),
  unfreezeDepth: count,
  imageSize: count,
  batchNorm: recipeShape.batchNorm.unwrap(),
  workers: count,
  fits: count,
  fails: count.min(1).nullable(),
  gigabytes: z.number().gt(0),
  /** Of the last try, since 1970. */
  day: count,
})
type Kept = z.infer<typeof limit>
const fileSchema = z.object({ limits: z.array(limit) })

/** Nobody knows what else used the memory then: after so many days it is tried again. */
const keptDays = 30
const today = () => Math.floor(Date.now() / 86_400_000)

const memoryFolder = () => path.join(cacheFolder(), 'memory')

/** By what memory depends on beside the work: two computers may share a cache folder. */
function fileOf({ name, version, device }: CostsOf, folder: string): string {
  return path.join(folder, `${name}-${hashOf([hostname(), version, device]).slice(0, 12)}.json`)
}

/** What earlier sessions on this machine had room for; nothing where that cannot be read. */
export async function readMemoryLimits(
  engine: CostsOf,
  folder = memoryFolder(),
): Promise<readonly MemoryLimit[]> {
  return (await readKept(fileOf(engine, folder))).map(({ day: _, ...known }) => known)
}

/**
 * Adds to what the file has by now, so that sessions beside this one are not forgotten. Whole or not at all; where it
 * cannot be written, the next session finds out anew.
 */
export async function keepMemoryLimits(
  engine: CostsOf,
  fresh: readonly MemoryLimit[],
  folder = memoryFolder(),
): Promise<void> {
  if (fresh.length === 0) return
  const file = fileOf(engine, folder)
  const day = today()
  try {
    await makeOwnFolder(folder)
    const added = fresh.map((known): Kept => ({ ...known, day }))
    const limits = joined(await readKept(file), added).slice(-mostKept)
    await replaceFile(file, `${JSON.stringify({ limits })}\n`)
  } catch (error) {
    if (codeOf(error) === '') throw error
  }
}

async function readKept(file: string): Promise<Kept[]> {
  try {
    const { limits } = fileSchema.parse(JSON.parse(await readFile(file, 'utf8')))
    return limits.filter(({ day }) => today() - day <= keptDays)
  } catch {
    return []
  }
}
