import { stat } from 'node:fs/promises'
import type { RunStatus } from '../run/state.ts'
import { journalPath } from '../store/paths.ts'
import { clockText } from '../text/numbers.ts'

/**
 * When a process was last heard of that worked on a run and ended without a word, as ISO 8601: its last write to the
 * journal. Null where it has said how it ended, or lives.
 */
export async function presumedDeadSince(
  folder: string,
  { status, endedAt }: { readonly status: RunStatus; readonly endedAt: string | null },
  isWorkedOn: boolean,
): Promise<string | null> {
  if (isWorkedOn || status !== 'interrupted' || endedAt !== null) return null
  const { mtime } = await stat(journalPath(folder))
  return mtime.toISOString()
}

/** "running (pid 12)", "interrupted (presumed dead since 03:12)"; the day where it is not today. */
export function stateText(
  {
    state,
    pid,
    presumedDeadSince: since,
  }: { state: string; pid: number | null; presumedDeadSince: string | null },
  now: Date,
): string {
  if (pid !== null) return `${state === 'interrupted' ? 'resuming' : state} (pid ${pid})`
  return since === null ? state : `${state} (presumed dead since ${sinceText(new Date(since), now)})`
}

const sinceText = (at: Date, now: Date) =>
  at.toDateString() === now.toDateString() ? clockText(at.toISOString()) : dateText(at)

/** 2026-01-31, local time. */
export function dateText(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}
