import path from 'node:path'
import process from 'node:process'
import { messageOf } from '../base/errors.ts'
import type { Counts } from '../leaderboard/counts.ts'
import type { RunStatus } from '../run/state.ts'
import { listRuns } from '../store/find-run.ts'
import { findWriter } from '../store/lock.ts'
import { readRun, settled } from '../store/read-run.ts'
import { readSummary, type Summary, snapshotOf } from '../store/snapshot.ts'
import { clockText, counted, scoreText } from '../text/numbers.ts'
import { arrange, type Column, tableText } from '../text/table.ts'
import { oneLine } from '../text/width.ts'
import { dateText, presumedDeadSince, stateText } from './listed-state.ts'
import { type Output, widthFor } from './output.ts'
import { runWords } from './run-words.ts'

interface ListOptions {
  readonly runs: string
  readonly json?: boolean
}

/** One run as `list --json` prints it. */
interface ListedRun {
  readonly name: string
  readonly folder: string
  readonly state: RunStatus | 'unreadable'
  readonly reason: string
  /** Of the process that writes it now. */
  readonly pid: number | null
  /** A process worked on it and ended without a word; its last write to the journal, ISO 8601. */
  readonly presumedDeadSince: string | null
  /** The command that goes on with it. */
  readonly resume: string | null
  readonly trials: Counts | null
  readonly plannedTrials: number | null
  readonly best: { readonly trial: number; readonly metric: string; readonly mean: number } | null
  readonly startedAt: string | null
  readonly endedAt: string | null
}

/** All runs of a folder, with what can be done with them. */
export async function listCommand(
  { runs, json }: ListOptions,
  out: Output = process.stdout,
): Promise<number> {
  const entries: ListedRun[] = []
  for (const folder of await listRuns(runs)) entries.push(await entryOf(folder, runs))
  if (json) out.write(`${JSON.stringify(entries, null, 2)}\n`)
  else if (entries.length === 0)
    out.write(`There are no runs in ${runs}. Start one: nightsweep run <file>, or nightsweep demo\n`)
  else out.write(`${listText(entries, widthFor(out))}\n`)
  return 0
}

async function entryOf(folder: string, runs: string): Promise<ListedRun> {
  const name = path.basename(folder)
  const writer = await findWriter(folder)
  try {
    const run = settled(await summaryOf(folder), folder, writer)
    const { status, reason, counts, plannedTrials, best, metric, startedAt, endedAt } = run
    const isResumable = status === 'interrupted' || status === 'failed'
    return {
      name,
      folder,
      state: status,
      reason: oneLine(reason),
      pid: writer?.pid ?? null,
      presumedDeadSince: await presumedDeadSince(folder, run, writer !== undefined),
      resume: isResumable && writer === undefined ? `nightsweep resume ${runWords(folder, runs)}` : null,
      trials: counts,
      plannedTrials,
      best: best && { trial: best.trial, metric, mean: best.mean },
      startedAt,
      endedAt,
    }
  } catch (error) {
    return { ...unreadable, name, folder, reason: oneLine(messageOf(error)), pid: writer?.pid ?? null }
  }
}

/** From `run.json` where that tells of all of the journal. */
async function summaryOf(folder: string): Promise<Omit<Summary, 'journalBytes'>> {
  return (await readSummary(folder)) ?? snapshotOf(await readRun(folder, { hasCurves: false }), 0)
}

const unreadable = {
  state: 'unreadable',
  presumedDeadSince: null,
  resume: null,
  trials: null,
  plannedTrials: null,
  best: null,
  startedAt: null,
  endedAt: null,
} as const

function listText(entries: readonly ListedRun[], width: number): string {
  const column = (
    title: string,
    text: (entry: ListedRun) => string,
    align: Column['align'] = 'left',
    isOptional = false,
  ): Column => ({
    title,
    align,
    isOptional,
    cells: entries.map(text),
  })
  const now = new Date()
  const columns = [
    column('run', ({ name }) => name),
    column('state', entry => stateText(entry, now)),
    column('trials', trialsText, 'right'),
    column('best', ({ best }) => (best ? `${best.metric} ${scoreText(best.mean)}` : '–'), 'left', true),
    column('started', ({ startedAt }) => (startedAt === null ? '–' : dayText(startedAt)), 'left', true),
  ]
  const explained = entries
    .filter(({ state }) => state === 'unreadable' || state === 'paused')
    .map(({ name, reason }) => `${name}: ${reason}`)
  return [tableText(arrange(columns, width), width), ...hints(entries), ...explained].join('\n')
}

function trialsText({ trials, plannedTrials }: ListedRun): string {
  if (trials === null) return '–'
  const done = trials.trials - trials.running - trials.paused
  // A later session may have been given more than the file says.
  return plannedTrials === null || done > plannedTrials ? String(done) : `${done}/${plannedTrials}`
}

function hints(entries: readonly ListedRun[]): string[] {
  const commands = entries.flatMap(({ resume }) => resume ?? [])
  if (commands.length === 0) return []
  return ['', `${counted(commands.length, 'run')} can be resumed:`, ...commands.map(text => `  ${text}`)]
}

/** 2026-01-31 22:05, local time. */
const dayText = (iso: string) => `${dateText(new Date(iso))} ${clockText(iso)}`
