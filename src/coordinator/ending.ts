import { messageOf } from '../base/errors.ts'

/** What the journal says when somebody wanted the session to end. */
const interruptedText = 'interrupted; `nightsweep resume` goes on'

/** Why a session is asked to end, in the journal's words: the reason of the signal that ends it. */
export class Stop extends Error {
  override readonly name = 'Stop'
}

/** What the journal says of a session that this signal has ended. */
export function stopText(signal: AbortSignal | undefined): string {
  return signal?.reason instanceof Stop ? signal.reason.message : interruptedText
}

export type LoopEnd = 'finished' | 'interrupted' | 'failed'

/** How a session ends: the first reason stays. And something to wait for until the next thing happens. */
export function createEnding() {
  let ending: { readonly state: LoopEnd; readonly reason: string } | undefined
  let thrown: { readonly error: unknown } | undefined
  let wake = () => {}

  function end(state: LoopEnd, reason: string): void {
    ending ??= { state, reason }
    wake()
  }

  return {
    end,
    /** A failure of our own (a full disk, a bug), not a trial's. */
    fail(error: unknown): void {
      thrown ??= { error }
      end('failed', messageOf(error))
    },
    get isOver() {
      return ending !== undefined
    },
    get reached() {
      return ending
    },
    throwIfFailed(): void {
      if (thrown !== undefined) throw thrown.error
    },
    wake: () => wake(),
    /** Resolves at the next thing that could free a slot or end the session. */
    changed: () =>
      new Promise<void>(resolve => {
        wake = resolve
      }),
  }
}
