import { setTimeout as sleep } from 'node:timers/promises'
import type { RunEvent } from '../run/event.ts'
import { passingCode } from '../store/may-come-right.ts'

export interface PatienceOptions {
  /** Resolves when the events are on the disk; after a failure they can be appended again. */
  readonly append: (events: readonly RunEvent[]) => Promise<void>
  /** Whether something is in the journal already: nobody waits to begin one. */
  readonly hasBegun: () => boolean
  /** Something may be deleted for the journal's sake. True: at once once more. */
  readonly makeRoom: (code: string) => Promise<boolean>
  /** The disk takes nothing, for this reason (a system's error code). */
  readonly onWait: (code: string) => Promise<void>
  /** It takes something again. */
  readonly onRoom: () => void
  /** Whoever wants to go does not wait: one more try, and what cannot be written then is lost. */
  readonly signal?: AbortSignal | undefined
  readonly wait?: Wait
}

type Wait = (ms: number, signal: AbortSignal | undefined) => Promise<void>

const [firstMs, mostMs] = [1000, 10_000]

/** Appends in spite of a disk that is full or away for a while: tries again until it is done, or until it can never be. */
export function patient(options: PatienceOptions): PatienceOptions['append'] {
  const { append, hasBegun, makeRoom, onWait, onRoom, signal, wait = untilThen } = options
  let isWaiting = false

  return async events => {
    for (let ms = firstMs; ; ms = Math.min(mostMs, 2 * ms)) {
      const isLast = signal?.aborted === true
      try {
        await append(events)
        break
      } catch (error) {
        const code = passingCode(error)
        if (code === undefined || !hasBegun()) throw error
        if (await makeRoom(code)) continue
        if (isLast) throw error
        await onWait(code)
        isWaiting = true
        await wait(ms, signal)
      }
    }
    if (isWaiting) onRoom()
    isWaiting = false
  }
}

const untilThen: Wait = (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined)
