import { counted } from '../text/numbers.ts'
import { statusText } from '../text/status-text.ts'
import { askSession, type Sight } from './ask-session.ts'
import type { Output } from './output.ts'

interface StopOptions {
  readonly runs: string
  /** Folds in flight are given back and begin again when the run goes on. */
  readonly now?: boolean
}

/** Ends the session of a run: folds in flight first, or at once. Waits until it has ended. */
export function stopCommand(
  run: string,
  { runs, now = false }: StopOptions,
  out: Output = process.stdout,
): Promise<number> {
  return askSession({ run, runs, wish: now ? 'stopNow' : 'stop', answerOf, waitingFor }, out)
}

function answerOf({ state, isTaken, isOver, name, words }: Sight) {
  if (!isOver) return undefined
  if (state.status === 'interrupted' && isTaken)
    return { code: 0, text: `${name} is stopped. Go on: nightsweep resume ${words}` }
  return { code: state.status === 'finished' ? 0 : 1, text: `${name} has ended: ${statusText(state)}` }
}

/** Whoever looks no longer changes nothing: the run ends all the same. */
function waitingFor({ state, isTaken }: Sight): string | undefined {
  const { size } = state.running
  if (!isTaken || state.holds.length === 0 || size === 0) return undefined
  return `${counted(size, 'fold')} in flight ${size === 1 ? 'ends' : 'end'} first (Ctrl-C leaves, the run stops all the same; at once: --now)`
}
