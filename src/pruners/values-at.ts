import { meanOfBest } from './judging.ts'
import { createMedians, type Medians } from './medians.ts'
import type { Peers } from './pruner.ts'

/** By the number of epochs of each fold. */
const createTable = () => new Map<string, Medians>()
/** With early stopping there are many such numbers; those asked for longest ago are computed again. */
const mostTables = 2000

/** What peers had come to after so many epochs of each fold; each is looked at once for every such number. */
export function valuesAt({ count, at, memo }: Peers, epochs: readonly number[]): Medians {
  const table = memo(createTable)
  const key = epochs.join()
  const values = table.get(key) ?? createMedians()
  table.delete(key)
  table.set(key, values)
  if (table.size > mostTables) table.delete([...table.keys()][0] ?? '')
  for (let index = values.length; index < count; index++) values.add(meanOfBest(at(index), epochs))
  return values
}
