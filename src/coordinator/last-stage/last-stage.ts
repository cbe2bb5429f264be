import type { RunState } from '../../run/state.ts'
import type { Entry } from '../ledger.ts'
import { holdoutStep, openingNote, reopeningNote, unscored } from './holdout.ts'
import type { LastStep, Room } from './room.ts'

/** What comes after the search: the winner is scored on the images that were set aside. */
export interface LastStage {
  /** There is something to do in it. */
  readonly isWanted: boolean
  next(room: Room): LastStep
}

interface LastStageOptions {
  readonly state: RunState
  record(entry: Entry): void
}

export function createLastStage({ state, record }: LastStageOptions): LastStage {
  const before = state.trials.length
  let isOpen = false

  function tell(note: { level: 'info' | 'warning'; text: string } | undefined): void {
    if (note === undefined || state.notes.some(({ text }) => text === note.text)) return
    record({ type: 'note', ...note })
  }

  function open(): void {
    isOpen = true
    const text = openingNote(state)
    tell(reopeningNote(state, before))
    if (text !== undefined) tell({ level: 'info', text })
  }

  return {
    get isWanted() {
      return unscored(state).length > 0
    },
    next(room) {
      if (!isOpen) open()
      return holdoutStep(state, room)
    },
  }
}
