import path from 'node:path'
import type { Budget, Sweep } from '../sweep/sweep.ts'

/** What the screen shows of a sweep; nothing of it is known before the journal's first line. */
export interface SweepFacts {
  /** Last part of the path of the images. */
  readonly dataName: string | undefined
  /** Name of the search-space file without its folder. */
  readonly fileName: string | undefined
  /** Names of what varies, as in the file. */
  readonly searched: readonly string[]
  readonly budget: Budget
}

export function sweepFacts(sweep: Sweep | undefined): SweepFacts {
  return {
    dataName: sweep && path.basename(sweep.data.path),
    fileName: sweep && path.basename(sweep.file),
    searched: Object.keys(sweep?.space ?? {}),
    budget: sweep?.budget ?? {},
  }
}
