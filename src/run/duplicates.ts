import { type DuplicateHandling, duplicatesSentence } from '../data/duplicates/words.ts'
import type { Sweep } from '../sweep/sweep.ts'
import type { RunState } from './state.ts'

/** "12 groups of duplicates (31 images) kept in one fold each"; empty where none are known. */
export function duplicatesText({ data, sweep }: Pick<RunState, 'data' | 'sweep'>): string {
  if (data?.duplicates === undefined || sweep === undefined) return ''
  const { groups, hasFixedFolds = false, split = 0 } = data.duplicates
  return duplicatesSentence(groups, handlingOf(sweep, hasFixedFolds), split)
}

/** How a sweep treats duplicates; its table may give the folds, too. */
export function handlingOf({ data, folds }: Sweep, isFoldedByTable: boolean): DuplicateHandling {
  return { policy: data.duplicates, hasFixedFolds: folds.file !== undefined || isFoldedByTable }
}
