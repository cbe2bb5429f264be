import path from 'node:path'
import { UserError } from '../base/errors.ts'
import type { LockOwner } from '../base/lock/owner.ts'
import type { RunState } from '../run/state.ts'
import { isOver } from '../text/status-text.ts'
import type { ReadOptions } from './checkpoint.ts'
import { findWriter } from './lock.ts'
import { readState } from './read-state.ts'

/** A run as its journal tells it. One whose process died without a word is shown as interrupted. */
export async function readRun(folder: string, options: ReadOptions = {}): Promise<RunState> {
  // The writer is looked for first: one that ends in between has written its last line by then.
  const writer = await findWriter(folder)
  const { book, reader } = await readState(folder, options)
  if (reader.position.line === 0)
    throw new UserError('this run has no journal yet, or none any more', {
      where: folder,
      next: 'Start it again, or see `nightsweep list`.',
    })
  return settled(book.state, folder, writer)
}

/** What is to be said of a run whose last word is this one, and that this process writes, or none. */
export function settled<T extends Pick<RunState, 'status' | 'reason'>>(
  run: T,
  folder: string,
  writer: LockOwner | undefined,
): T {
  if (isOver(run) || writer !== undefined) return run
  const reason = `its process ended without a word; \`nightsweep resume ${path.basename(folder)}\` goes on`
  return { ...run, status: 'interrupted', reason }
}
