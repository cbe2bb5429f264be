import path from 'node:path'
import type { RunEvent } from '../run/event.ts'
import type { RunState } from '../run/state.ts'
import { takeWish, type Wish } from '../store/control-file.ts'
import type { RunStore } from '../store/run-folder.ts'
import { Stop } from './ending.ts'
import type { Holds } from './holds.ts'

/** The wishes of other processes (`nightsweep stop`, `pause`, `go`) to a session. */
export interface Control {
  /** Told of everything that was recorded. */
  onEvent(event: RunEvent, state: RunState): void
  /** The session is in the journal: from now on it can be paused. */
  begin(): void
  close(): void
}

export interface ControlOptions {
  readonly store: Pick<RunStore, 'folder' | 'token'>
  readonly holds: Holds
  readonly state: Pick<RunState, 'running'>
  /** Aborted with a `Stop` when the session has to end now. */
  readonly abort: AbortController
  readonly everyMs?: number
}

const lookEveryMs = 1000

/**
 * Looks for wishes in the run's folder and obeys them. Who stops lets the folds in flight end first: until then the
 * sweep is held, so that every screen says why nothing begins, and `go` takes it back.
 */
export function watchControl(options: ControlOptions): Control {
  const { store, holds, state, abort, everyMs = lookEveryMs } = options
  const name = path.basename(store.folder)
  const pausedText = `paused by \`nightsweep pause\`; \`nightsweep go ${name}\` goes on`
  let hasBegun = false
  let isLeaving = false
  let early: 'stop' | 'pause' | 'go' | undefined
  let isLooking = false

  const timer = setInterval(look, everyMs)
  timer.unref()

  async function look(): Promise<void> {
    if (isLooking) return
    isLooking = true
    const found = await takeWish(store.folder)
    isLooking = false
    if (found?.token === store.token && !abort.signal.aborted) obey(found.wish)
  }

  function obey(wish: Wish['wish']): void {
    if (wish === 'stopNow') end('nightsweep stop --now')
    else if (wish === 'stop' && (!hasBegun || state.running.size === 0)) end('nightsweep stop')
    else if (hasBegun) holdOrRelease(wish)
    else early = wish
  }

  function holdOrRelease(wish: 'stop' | 'pause' | 'go'): void {
    isLeaving = wish === 'stop'
    if (wish === 'go') holds.release('user')
    else holds.hold('user', isLeaving ? stopping : pausedText)
  }

  function end(command: string): void {
    abort.abort(new Stop(`stopped by \`${command}\`; \`nightsweep resume ${name}\` goes on`))
  }

  return {
    onEvent({ type }) {
      // Later: what the fold that has ended means for its trial is recorded first.
      if (type === 'foldEnded' && isLeaving) setImmediate(leaveWhenEmpty)
    },
    begin() {
      hasBegun = true
      if (early !== undefined) obey(early)
    },
    close: () => clearInterval(timer),
  }

  function leaveWhenEmpty(): void {
    if (isLeaving && state.running.size === 0) end('nightsweep stop')
  }
}

const stopping = 'stopping when the folds in flight have ended (`nightsweep stop`)'
