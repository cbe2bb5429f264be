import { type DuplicateHandling, duplicatesSentence } from '../data/duplicates/words.ts'
import type { Sweep } from '../sweep/sweep.ts'
import type { RunState } from './state.ts'

/** "12 groups of duplicates (31 images) kept in one fold each"; empty where none are known. */
export function duplicatesText({ data, sweep }: Pick<RunState, 'data' | 'sweep'>): string {
  if (data?.duplicates === undefined || sweep === undefined) return ''
  return duplicatesSentence(data.duplicates.groups, handlingOf(sweep))
}

/** How a sweep treats duplicates. */
export function handlingOf({ data, folds }: Sweep): DuplicateHandling {
  return { policy: data.duplicates, hasFixedFolds: folds.file !== undefined }
}
