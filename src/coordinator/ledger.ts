import { createBook } from '../run/book.ts'
import type { RunEvent } from '../run/event.ts'
import type { RunState } from '../run/state.ts'

type WithoutTime<E> = E extends RunEvent ? Omit<E, 'at'> : never
/** An event as it is recorded: its time is the ledger's. */
export type Entry = WithoutTime<RunEvent>

/** The one place where events enter: the state is up to date at once, the journal is written behind it in the same order. */
export interface Ledger {
  readonly state: RunState
  record(entry: Entry): void
  /** More waits to be written than should: nothing new should begin. */
  readonly isBehind: boolean
  /** What failed to be written; from then on nothing is. */
  readonly failure: unknown
  /** After a failure: what was recorded, and is not in the journal. */
  readonly unwritten: readonly RunEvent[]
  /** From now on what is recorded is written, what was recorded before included. */
  open(): void
  /** Resolves when all that was recorded is written, or cannot be. */
  flush(): Promise<void>
  /** Calls back when it is no longer behind, and when it has failed. */
  onChange(listener: () => void): void
}

export interface LedgerOptions {
  /** What the journal says so far, if there is one. */
  readonly begun?: RunState
  /** Resolves when the events are on the disk. Called with what has gathered while the last ones were written. */
  readonly append: (events: readonly RunEvent[]) => Promise<void>
  readonly now: () => Date
  /** The state knows the event already. */
  readonly onEvent?: ((event: RunEvent, state: RunState) => void) | undefined
  /** All that was recorded is written at this moment. */
  readonly onWritten?: ((state: RunState) => void) | undefined
}

/** What is allowed to wait. Folds that run go on telling, so the limits are below those that are promised. */
const [mostWaiting, longestWaitMs] = [250, 250]

/** After a failed write nothing more is written: a journal with a hole would tell a wrong story. */
export function createLedger({ begun, append, now, onEvent, onWritten }: LedgerOptions): Ledger {
  const { state, apply } = createBook(begun)
  let waiting: RunEvent[] = []
  let writing: readonly RunEvent[] = []
  let oldestAt = 0
  let isOpen = false
  let failure: unknown
  let hasFailed = false
  const unwritten: RunEvent[] = []
  let working: Promise<void> | undefined
  let listener = () => {}

  function record(entry: Entry): void {
    const event = { ...entry, at: now().toISOString() } as RunEvent
    apply(event)
    onEvent?.(event, state)
    if (hasFailed) return void unwritten.push(event)
    if (waiting.length === 0) oldestAt = performance.now()
    waiting.push(event)
    writeSoon()
  }

  function writeSoon(): void {
    if (isOpen && !hasFailed && waiting.length > 0) working ??= writeAll()
  }

  /** One write for all that has gathered while the last one took its time. */
  async function writeAll(): Promise<void> {
    // What happens in one turn of the event loop goes together.
    await undefined
    try {
      while (waiting.length > 0) {
        writing = waiting
        waiting = []
        await append(writing)
        writing = []
        listener()
      }
      onWritten?.(state)
    } catch (error) {
      failure = error
      hasFailed = true
      unwritten.push(...writing, ...waiting)
      waiting = []
    }
    working = undefined
    listener()
  }

  return {
    state,
    record,
    get isBehind() {
      if (hasFailed || !isOpen) return false
      const hasWaited = waiting.length > 0 && performance.now() - oldestAt > longestWaitMs
      return hasWaited || waiting.length + writing.length > mostWaiting
    },
    get failure() {
      return failure
    },
    unwritten,
    open() {
      isOpen = true
      writeSoon()
    },
    async flush() {
      while (working !== undefined) await working
    },
    onChange(callback) {
      listener = callback
    },
  }
}
