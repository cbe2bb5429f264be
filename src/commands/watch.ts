import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { withEscapes } from '../base/safe-output.ts'
import { lineOf } from '../dashboard/lines.ts'
import { canShowDashboard } from '../dashboard/screen.ts'
import { createBook } from '../run/book.ts'
import type { RunEvent } from '../run/event.ts'
import type { RunState } from '../run/state.ts'
import { findRun } from '../store/find-run.ts'
import { createJournalReader, type JournalReader } from '../store/journal-reader.ts'
import { findWriter, writerOf } from '../store/lock.ts'
import { journalPath } from '../store/paths.ts'
import { readRun, settled } from '../store/read-run.ts'
import { type ReadState, readState } from '../store/read-state.ts'
import type { Output } from './output.ts'
import { createWatchedForecast } from './watched-forecast.ts'
import { watchedLive } from './watched-live.ts'

interface WatchOptions {
  readonly runs: string
  readonly plain?: boolean
}

/** Shows what happens in a run. */
interface Watcher {
  /** What has happened before the first event that it is told of. */
  begin(state: RunState): void
  /** `state` already knows the event. */
  onEvent(event: RunEvent, state: RunState): void
  end(state: RunState): Promise<void>
}

const pollMs = 500
/** On the screen they detach, so that the terminal is given back. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Follows a run that another process writes, until it ends or q is pressed; shows a finished one as it ended. */
export async function watchCommand(
  run: string,
  { runs, plain }: WatchOptions,
  out: Output = process.stdout,
): Promise<number> {
  const folder = await findRun(runs, run)
  const detach = new AbortController()
  const isScreen = !plain && out === process.stdout && canShowDashboard(process.stdout)
  const isRunning = (await findWriter(folder)) !== undefined
  const leave = () => detach.abort()
  // Lines tell all that has happened, the screen only what has come of it.
  const { book, reader } = isScreen ? await readState(folder) : fromTheBeginning(folder)
  const { state, apply } = book
  if (isScreen) for (const signal of signals) process.on(signal, leave)
  const watcher = isScreen ? await watchOnScreen(isRunning, leave) : watchAsLines(out)
  watcher.begin(state)
  for await (const event of follow(folder, reader, detach.signal)) {
    apply(event)
    watcher.onEvent(event, state)
  }
  await watcher.end(detach.signal.aborted ? state : await lastState(folder, { book, reader }))
  for (const signal of signals) process.off(signal, leave)
  return 0
}

function fromTheBeginning(folder: string): ReadState {
  return { book: createBook(), reader: createJournalReader(journalPath(folder)) }
}

async function lastState(folder: string, { book, reader }: ReadState): Promise<RunState> {
  if (reader.position.line === 0) return readRun(folder)
  return settled(book.state, folder, await findWriter(folder))
}

/** The journal as it is written, until nobody writes it any more. */
async function* follow(
  folder: string,
  journal: JournalReader,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  const lookForWriter = writerOf(folder)
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    // Looked for before reading: what a writer that is gone has left is read for certain.
    const writer = await lookForWriter()
    let last: RunEvent | undefined
    for await (const events of journal.next()) {
      yield* events
      last = events.at(-1)
    }
    if (writer === undefined || (!isFirst && last?.type === 'ended')) return
    await sleep(pollMs, undefined, { signal }).catch(() => undefined)
  }
}

function watchAsLines(out: Output): Watcher {
  return {
    begin: () => undefined,
    onEvent(event, state) {
      const line = lineOf(event, state)
      if (line !== undefined) out.write(`${line}\n`)
    },
    async end({ status, reason, endedAt }) {
      if (status === 'interrupted' && endedAt === undefined) out.write(`interrupted: ${reason}\n`)
    },
  }
}

async function watchOnScreen(isRunning: boolean, onQuit: () => void): Promise<Watcher> {
  const { lastFrame, startDashboard } = await import('../dashboard/start.tsx')
  const { stdout } = process
  const dashboard = isRunning
    ? startDashboard({ stdout, onQuit, quitWord: 'detach (the run goes on)' })
    : undefined
  const expected = createWatchedForecast()
  const inputs = (state: RunState) => {
    const forecast = isRunning ? expected.of(state) : undefined
    return { state, live: { ...watchedLive(state), ...(forecast === undefined ? {} : { forecast }) } }
  }
  return {
    begin(state) {
      dashboard?.update(inputs(state))
    },
    onEvent(event, state) {
      expected.noticed(event, state)
      dashboard?.update(inputs(state))
    },
    async end(state) {
      if (dashboard === undefined) withEscapes(stdout).write(`${lastFrame(inputs(state), stdout)}\n`)
      dashboard?.update(inputs(state))
      await dashboard?.stop()
    },
  }
}
