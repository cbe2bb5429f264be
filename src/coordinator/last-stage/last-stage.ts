import { listed } from '../../base/listed.ts'
import type { Finalists } from '../../sweep/sweep.ts'
import type { Trial } from '../../trial/trial.ts'
import type { Seconds } from '../allowance.ts'
import type { Entry } from '../ledger.ts'
import { finalistsStep, type Means } from './finalists.ts'
import { holdoutStep, openingNote, reopeningNote, unscored } from './holdout.ts'
import { createReserve, nothing, share } from './reserve.ts'
import type { LastStep, Room } from './room.ts'
import { createRounds, type Round } from './round.ts'

/** What comes after the search: finalists on further splits, then the winner on the images that were set aside. */
export interface LastStage {
  /** There is something to do in it. */
  readonly isWanted: boolean
  /** The holdout is open: who wins is settled. */
  readonly isOpen: boolean
  /** What the search must leave of all there is: time and training of the session. */
  reserved(left: Seconds, all: Seconds): Seconds
  /** Seconds that it must leave if this trial should win. */
  reservedFor(trial: Trial, left: Seconds, all: Seconds): number
  /** What the holdout alone needs as things stand, and whoever of the finalists wins. */
  forHoldout(all: Seconds): Seconds
  forHoldoutOfAny(all: Seconds): Seconds
  finalists(means: Means): LastStep
  holdout(room: Room): LastStep
  /** The session ends. */
  close(): void
}

interface LastStageOptions extends Omit<Parameters<typeof createReserve>[0], 'round'> {
  readonly rules: Finalists | undefined
  record(entry: Entry): void
}

/** While more than this part of all is left, finalists are taken to need their whole share. */
const farAway = 0.5
/** After so much of all it is looked at anew. */
const lookEvery = 0.01

/** The holdout may end a little after the deadline, so that as little as possible idles before it. */
export const lateness = (all: Seconds) => Math.min(5, 0.005 * all.seconds)

const partOf = (left: number, all: number) => (all === Infinity ? Infinity : left / all)

export function createLastStage(options: LastStageOptions): LastStage {
  const { state, record, rules, k, capacity } = options
  const before = state.trials.length
  const round = rules === undefined ? () => undefined : createRounds(state, rules, k)
  const reserve = createReserve({ ...options, round })
  let isOpen = false
  let looked: { readonly at: number; readonly need: Seconds } | undefined

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

  function forHoldout(all: Seconds, others: readonly Trial[] = []): Seconds {
    const { seconds, training } = reserve.holdout(others)
    return { seconds: Math.max(0, seconds - lateness(all)), training }
  }

  /** Whoever of those that have been finalists, or are to be, may win. */
  function contenders(): Trial[] {
    const now = round()
    return now === undefined
      ? []
      : [...now.trials, ...state.trials.filter(({ repeats }) => repeats !== undefined)]
  }

  /** A ranking is dear: it is asked now and then, and only when it matters. */
  function forFinalists(left: Seconds, all: Seconds, held: Seconds): Seconds {
    if (rules === undefined) return nothing
    const now = Math.min(partOf(left.seconds, all.seconds), partOf(left.training, all.training))
    if (now > farAway) return { seconds: share * all.seconds, training: share * all.training }
    if (looked === undefined || looked.at - now > lookEvery) {
      const free = { seconds: left.seconds - held.seconds, training: left.training - held.training }
      looked = { at: now, need: reserve.finalists(free, all) }
    }
    return looked.need
  }

  return {
    forHoldout,
    forHoldoutOfAny: all => forHoldout(all, contenders()),
    reservedFor: (trial, left, all) =>
      partOf(left.seconds, all.seconds) > farAway ? 0 : reserve.after(trial, all),
    get isWanted() {
      return unscored(state).length > 0 || round() !== undefined
    },
    get isOpen() {
      return isOpen
    },
    reserved(left, all) {
      if (left.seconds === Infinity && left.training === Infinity) return nothing
      const holdout = forHoldout(all)
      const finalists = forFinalists(left, all, holdout)
      return {
        seconds: holdout.seconds + finalists.seconds,
        training: holdout.training + finalists.training,
      }
    },
    finalists(means) {
      const now = round()
      const step = finalistsStep(now, state, k, capacity, means)
      if (step.do === 'fold' && now !== undefined)
        tell({ level: 'info', text: roundNote(now, rules?.repeats ?? 0) })
      if (step.do === 'over') looked = undefined
      return step
    },
    holdout(room) {
      if (!isOpen) open()
      return holdoutStep(state, room)
    },
    close() {
      if (unscored(state).length === 0) return
      tell({ level: 'warning', text: 'holdout: no time was left to open it; `nightsweep resume` does' })
    },
  }
}

function roundNote({ repeat, trials }: Round, repeats: number): string {
  const numbers = listed(
    trials.map(({ number }) => String(number)),
    'and',
  )
  return `finalists: repeat ${repeat} of ${repeats}, trials ${numbers} on another split of the images`
}
