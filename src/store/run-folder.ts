import { access, mkdir, readdir, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../base/errors.ts'
import { codeOf } from '../base/file-errors.ts'
import { syncFolder } from '../base/sync-folder.ts'
import type { ImageFile } from '../data/dataset.ts'
import type { Folds } from '../data/folds.ts'
import { journalVersion, type RunEvent } from '../run/event.ts'
import type { RunState } from '../run/state.ts'
import { repeatsIn } from './bounds.ts'
import { checkpointOf, readCheckpoint, writeCheckpoint } from './checkpoint.ts'
import { keepFoldsFile } from './folds-file.ts'
import { openJournal } from './journal.ts'
import { acquireLock } from './lock.ts'
import { journalPath } from './paths.ts'
import { readState } from './read-state.ts'
import { checkRunName, nextFreeName } from './run-name.ts'
import { makeRunsFolder } from './runs-folder.ts'
import { snapshotOf, writeSnapshot } from './snapshot.ts'
import { removeUnbegun } from './unbegun.ts'

/** A run's folder, held by its only writer until `close`. */
export interface RunStore {
  readonly folder: string
  /** Of its lock: who wishes something of this session names it. */
  readonly token: string
  /** There is something in its journal. */
  readonly hasBegun: boolean
  /** Aborted when another process has taken the run over; nothing is appended any more. */
  readonly lost: AbortSignal
  /** In the order of the calls; see `Journal.append` for what is promised when it resolves. */
  append(events: readonly RunEvent[]): Promise<void>
  readState(): Promise<RunState>
  /** Writes `run.json` and the checkpoint, for readers; the state must be just what the journal says. */
  snapshot(state: RunState): Promise<void>
  /** Writes `folds.json` where it is not there, or damaged; gives why it cannot be written. */
  keepFolds(folds: Folds, images: readonly ImageFile[]): Promise<string | undefined>
  /** Gives the run free; more than once does no harm. */
  close(): Promise<void>
}

/**
 * A new folder `runs/<name>`. A taken name gets the next number (`flowers-2`), unless it must be `exact`: then it is
 * refused. Throws UserError for a name that cannot be a folder everywhere.
 */
export async function createRun(
  runsDir: string,
  name: string,
  { exact = false }: { readonly exact?: boolean } = {},
): Promise<RunStore> {
  checkRunName(name)
  await makeRunsFolder(runsDir)
  for (let candidate = name; ; ) {
    const folder = path.join(runsDir, candidate)
    if (await makeFolder(folder))
      return await hold(folder).catch(async error => {
        await removeUnbegun(folder)
        throw error
      })
    const free = nextFreeName(name, new Set(await readdir(runsDir)))
    if (exact)
      throw new UserError(`there is already a run named ${name}`, {
        where: path.join(runsDir, name),
        next: `Go on with it: \`nightsweep resume ${name}\`; or start a new one with --name ${free}.`,
      })
    candidate = free
  }
}

/** An existing run, for writing. Throws UserError when another process writes it, or when it never really began. */
export async function openRun(folder: string): Promise<RunStore> {
  await access(journalPath(folder)).catch(cause => {
    throw new UserError('there is no run in this folder (no journal.ndjson)', {
      where: folder,
      next: '`nightsweep list` shows the runs.',
      cause,
    })
  })
  const store = await hold(folder)
  try {
    if (store.hasBegun) return store
    if ((await readCheckpoint(folder, { hasCurves: false, isAlone: true })) !== undefined)
      throw new UserError('the journal is empty, although this run had begun', {
        where: journalPath(folder),
        next: 'Restore it from a copy, or start a new run; run.json still tells what results there were.',
      })
    throw new UserError('this run ended before its first line was written: there is nothing to go on with', {
      where: folder,
      next: 'Start it again with `nightsweep run <file>`; this folder can be deleted.',
    })
  } catch (error) {
    await store.close()
    throw error
  }
}

async function hold(folder: string): Promise<RunStore> {
  const lock = await acquireLock(folder)
  const journal = await openJournal(journalPath(folder)).catch(async error => {
    await lock.release()
    throw error
  })
  let closing: Promise<void> | undefined
  let lines = 0
  let snapshots: Promise<void> = Promise.resolve()
  return {
    folder,
    token: lock.token,
    lost: lock.lost,
    get hasBegun() {
      return journal.written.bytes > 0
    },
    async append(events) {
      lock.lost.throwIfAborted()
      await journal.append(events)
      lines += events.length
    },
    async readState() {
      const { book, reader } = await readState(folder)
      lines = reader.position.line
      return book.state
    },
    snapshot(state) {
      const { bytes, crc } = journal.written
      const repeats = state.sweep === undefined ? 0 : repeatsIn(state.sweep)
      const bounds = { trials: state.trials.length, k: state.data?.folds.k, repeats }
      const position = { offset: bytes, line: lines, version: journalVersion, bounds }
      const [summary, checkpoint] = [snapshotOf(state, bytes), checkpointOf(state)]
      const written = snapshots.then(async () => {
        await writeSnapshot(folder, summary)
        await writeCheckpoint(folder, checkpoint, position, crc)
      })
      snapshots = written.catch(() => undefined)
      return written
    },
    keepFolds: (folds, images) => keepFoldsFile(folder, folds, images),
    close() {
      closing ??= snapshots
        .then(journal.close)
        .catch(() => undefined)
        .finally(lock.release)
      return closing
    },
  }
}

/** False if it is there already. */
async function makeFolder(folder: string): Promise<boolean> {
  try {
    await mkdir(folder)
    await syncFolder(path.dirname(folder))
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    // A network drive may have made it, and say otherwise.
    await rmdir(folder).catch(() => undefined)
    throw new UserError('the run folder cannot be made', {
      where: folder,
      next: 'Give another with --runs.',
      cause: error,
    })
  }
}
