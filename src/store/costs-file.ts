import { readdir, readFile, stat } from 'node:fs/promises'
import { availableParallelism, cpus, hostname } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { cacheFolder } from '../base/cache-folder.ts'
import { codeOf } from '../base/file-errors.ts'
import { hashOf } from '../base/hash.ts'
import { replaceFile } from '../base/replace-file.ts'
import { makeOwnFolder } from '../base/strangers.ts'
import { keyOf, workKinds } from '../cost-model/cell.ts'
import type { SeenCell } from '../cost-model/cost-model.ts'
import { atMost, emptyTally, together } from '../cost-model/tally.ts'
import { guesses } from '../sweep/cost.ts'
import { type EngineName, engineNames } from '../trial/engine-names.ts'

/** What seconds depend on beside the work itself. */
export interface CostsOf {
  readonly name: EngineName
  readonly version: string
  readonly device: string
}

/** More than that tell nothing new; and the machine may have changed. */
const mostKept = 100

const count = z.number().min(0)
const cell = z.object({
  kind: z.enum(workKinds),
  workers: count,
  backbone: z.exactOptional(z.string()),
  depth: z.exactOptional(count),
  batch: z.exactOptional(count),
})
const fileSchema = z.object({
  guesses: z.literal(guesses),
  machine: z.string(),
  engine: z.enum(engineNames),
  cells: z.array(
    z.object({ cell, tally: z.object({ count: count.gt(0), mean: z.number(), squares: count }) }),
  ),
})

const costsFolder = () => path.join(cacheFolder(), 'costs')

/** Two computers may share a cache folder. */
const machineNow = () =>
  `${hostname()}, ${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'processor'}`

function fileOf({ name, version, device }: CostsOf, folder: string): string {
  return path.join(folder, `${name}-${hashOf([machineNow(), version, device]).slice(0, 12)}.json`)
}

/** What earlier sessions on this machine have seen; nothing where that cannot be read, or was compared to other guesses. */
export async function readCosts(engine: CostsOf, folder = costsFolder()): Promise<readonly SeenCell[]> {
  return (await readCells(fileOf(engine, folder)))?.cells ?? []
}

/** Of the engine that was used last on this machine, or of the one that is named. */
export async function latestCosts(
  engine: EngineName | 'auto',
  folder = costsFolder(),
): Promise<{ readonly engine: EngineName; readonly cells: readonly SeenCell[] } | undefined> {
  const files = (await readdir(folder).catch(() => [])).filter(file => file.endsWith('.json'))
  const found = await Promise.all(
    files.map(async file => {
      const place = path.join(folder, file)
      const [kept, stats] = await Promise.all([readCells(place), stat(place).catch(() => undefined)])
      return kept === undefined || stats === undefined ? [] : { ...kept, at: stats.mtimeMs }
    }),
  )
  const here = found.flat().filter(kept => kept.machine === machineNow())
  return here
    .filter(kept => engine === 'auto' || kept.engine === engine)
    .reduce<(typeof here)[number] | undefined>(
      (last, kept) => (last === undefined || kept.at > last.at ? kept : last),
      undefined,
    )
}

/**
 * Adds to what the file has by now, so that sessions beside this one are not forgotten. Whole or not at all; a cache
 * folder that cannot be written costs the next session its knowledge, and nothing else.
 */
export async function keepCosts(
  engine: CostsOf,
  fresh: readonly SeenCell[],
  folder = costsFolder(),
): Promise<void> {
  if (fresh.length === 0) return
  const file = fileOf(engine, folder)
  try {
    await makeOwnFolder(folder)
    const cells = merged(await readCosts(engine, folder), fresh)
    const kept = { guesses, machine: machineNow(), engine: engine.name, cells }
    await replaceFile(file, `${JSON.stringify(kept)}\n`)
  } catch (error) {
    if (codeOf(error) === '') throw error
  }
}

function merged(kept: readonly SeenCell[], fresh: readonly SeenCell[]): SeenCell[] {
  const cells = new Map<string, SeenCell>()
  for (const { cell, tally } of [...kept, ...fresh]) {
    const key = keyOf(cell)
    cells.set(key, { cell, tally: atMost(mostKept, together(cells.get(key)?.tally ?? emptyTally, tally)) })
  }
  return [...cells.values()]
}

async function readCells(file: string): Promise<z.infer<typeof fileSchema> | undefined> {
  try {
    return fileSchema.safeParse(JSON.parse(await readFile(file, 'utf8'))).data
  } catch {
    return undefined
  }
}
