import { Low } from 'lowdb'
import { JSONFile } from 'lowdb/node'
import type { Counts } from '../leaderboard/counts.ts'
import { type LeaderboardRow, leaderboard } from '../leaderboard/rank.ts'
import type { RunState } from '../run/state.ts'
import type { Objective } from '../trial/trial.ts'
import { snapshotPath } from './paths.ts'

/** `run.json`: a small readable summary, rebuilt from the journal. No per-epoch curves: lowdb rewrites it whole. */
export interface Snapshot {
  readonly name: string
  /** How much of the journal it tells of. */
  readonly journalBytes: number
  /** The name in the search-space file. */
  readonly sweep: string
  readonly status: RunState['status']
  readonly reason: string
  readonly startedAt: string
  readonly endedAt: string | null
  readonly metric: Objective['metric']
  readonly goal: Objective['goal']
  readonly images: number
  readonly classes: number
  readonly folds: { readonly k: number; readonly hash: string }
  readonly session: RunState['session'] | null
  readonly counts: Counts
  readonly best: { readonly trial: number; readonly mean: number } | null
  /** The first ten rows of the leaderboard. */
  readonly leaderboard: readonly LeaderboardRow[]
}

export function snapshotOf(state: RunState, journalBytes: number): Snapshot {
  const { trials, metric, goal, folds } = leaderboard(state)
  const [first] = trials
  return {
    name: state.name,
    journalBytes,
    sweep: state.sweep?.name ?? state.name,
    status: state.status,
    reason: state.reason,
    startedAt: state.startedAt,
    endedAt: state.endedAt ?? null,
    metric,
    goal,
    images: state.data?.images ?? 0,
    classes: state.data?.classes.length ?? 0,
    folds,
    session: state.session ?? null,
    counts: { ...state.counts },
    best: first?.rank === 1 && first.mean !== null ? { trial: first.trial, mean: first.mean } : null,
    leaderboard: trials.slice(0, 10),
  }
}

/** Replaces the file in one step: a reader sees the old or the new one, never a half. */
export async function writeSnapshot(folder: string, snapshot: Snapshot): Promise<void> {
  const db = new Low<Snapshot>(new JSONFile(snapshotPath(folder)), snapshot)
  await db.write()
}

/** The snapshot, or undefined before the first one. */
export async function readSnapshot(folder: string): Promise<Snapshot | undefined> {
  const db = new Low<Snapshot | null>(new JSONFile(snapshotPath(folder)), null)
  await db.read()
  return db.data ?? undefined
}
