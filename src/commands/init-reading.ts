import type { Dataset } from '../data/dataset.ts'
import { listDataset } from '../data/list-dataset.ts'
import { offeredSource } from '../data/offered-source.ts'
import { readingKeys, readingLines } from './init-source.ts'
import { findTable, keysOfTable, tableLines } from './init-table.ts'

/** How the images of a folder or table are best read. */
export interface InitReading {
  readonly listed: Dataset
  /** Keys and values of `data` in the file; none where `path` alone will do. */
  readonly keys: readonly (readonly [key: string, value: string])[]
  /** What is said of it. */
  readonly lines: readonly string[]
}

/** Finds where the classes are: in a table, in folders, or further down. `here`: the folder of the file to be written. */
export async function readImages(target: string, here: string): Promise<InitReading> {
  const table = await findTable(target)
  if (table !== undefined)
    return { listed: table.dataset, keys: await keysOfTable(table, here), lines: tableLines(table) }
  const offered = await offeredSource(target)
  const keys = readingKeys(offered, here)
  return { listed: await listDataset(offered.source), keys, lines: readingLines(offered, keys) }
}
