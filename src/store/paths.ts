import path from 'node:path'

/** What a run's folder holds. */
export const journalPath = (folder: string) => path.join(folder, 'journal.ndjson')
export const snapshotPath = (folder: string) => path.join(folder, 'run.json')
export const foldsPath = (folder: string) => path.join(folder, 'folds.json')
export const checkpointPath = (folder: string) => path.join(folder, 'checkpoint')
export const lockPath = (folder: string) => path.join(folder, 'lock')
/** A wish of `stop`, `pause` or `go` to the session that holds the lock. */
export const controlPath = (folder: string) => path.join(folder, 'control.json')
