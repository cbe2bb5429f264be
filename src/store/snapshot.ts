import { rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Low } from 'lowdb'
import { JSONFile } from 'lowdb/node'
import { z } from 'zod'
import type { Counts } from '../leaderboard/counts.ts'
import { type LeaderboardRow, leaderboard } from '../leaderboard/rank.ts'
import type { RunState, RunStatus } from '../run/state.ts'
import { metricNames } from '../trial/metrics/index.ts'
import { countBaselines, type Objective } from '../trial/trial.ts'
import { journalPath, snapshotPath } from './paths.ts'

/** `run.json`: a small readable summary, rebuilt from the journal. No per-epoch curves: lowdb rewrites it whole. */
export interface Snapshot {
  readonly name: string
  /** How much of the journal it tells of. */
  readonly journalBytes: number
  /** The name in the search-space file. */
  readonly sweep: string
  readonly status: RunStatus
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
  /** Of the budget in the search-space file, and the baselines, which come first. */
  readonly plannedTrials: number | null
  readonly best: { readonly trial: number; readonly mean: number } | null
  /** The first ten rows of the leaderboard. */
  readonly leaderboard: readonly LeaderboardRow[]
}

export function snapshotOf(state: RunState, journalBytes: number): Snapshot {
  const { trials, metric, goal, folds } = leaderboard(state)
  const { best } = state
  const planned = state.sweep?.budget.trials
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
    plannedTrials: planned === undefined ? null : planned + countBaselines(state.trials),
    best: best === undefined ? null : { trial: best.trial.number, mean: best.mean },
    leaderboard: trials.slice(0, 10),
  }
}

/** Replaces the file in one step: a reader sees the old or the new one, never a half. */
export async function writeSnapshot(folder: string, snapshot: Snapshot): Promise<void> {
  const file = snapshotPath(folder)
  const db = new Low<Snapshot>(new JSONFile(file), snapshot)
  await db.write().catch(async error => {
    // What lowdb had written of the new one.
    const draft = path.join(path.dirname(file), `.${path.basename(file)}.tmp`)
    await rm(draft, { force: true }).catch(() => undefined)
    throw error
  })
}

/** The snapshot, or undefined before the first one. */
export async function readSnapshot(folder: string): Promise<Snapshot | undefined> {
  const db = new Low<Snapshot | null>(new JSONFile(snapshotPath(folder)), null)
  await db.read()
  return db.data ?? undefined
}

const count = z.int().min(0)
const statuses = [
  'preparing',
  'running',
  'paused',
  'finished',
  'interrupted',
  'failed',
] as const satisfies readonly RunStatus[]

const summarySchema = z.object({
  journalBytes: count,
  status: z.enum(statuses),
  reason: z.string(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  metric: z.enum(metricNames),
  counts: z.object({
    trials: count,
    running: count,
    paused: count,
    completed: count,
    pruned: count,
    failed: count,
    foldsDone: count,
  }),
  plannedTrials: count.nullable(),
  best: z.object({ trial: count, mean: z.number() }).nullable(),
})

/** What a list of runs tells of one. */
export type Summary = z.infer<typeof summarySchema>

/** The snapshot's summary if it tells of all that is in the journal; undefined if not, or if it is not to be believed. */
export async function readSummary(folder: string): Promise<Summary | undefined> {
  try {
    const written = summarySchema.parse(await readSnapshot(folder))
    const { size } = await stat(journalPath(folder))
    return written.journalBytes === size && size > 0 ? written : undefined
  } catch {
    return undefined
  }
}
