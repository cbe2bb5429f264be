import { counted } from '../text/numbers.ts'
import { isOver } from '../text/status-text.ts'
import { askSession, type Sight } from './ask-session.ts'
import type { Output } from './output.ts'

interface PauseOptions {
  readonly runs: string
}

const isHeldByUser = ({ state }: Sight) => state.holds.some(({ by }) => by === 'user')

/** Has the session of a run begin nothing new. Waits until its journal says so. */
export function pauseCommand(
  run: string,
  { runs }: PauseOptions,
  out: Output = process.stdout,
): Promise<number> {
  return askSession({ run, runs, wish: 'pause', answerOf: pausedText, waitingFor: notOpenYet }, out)
}

/** Takes `pause` back, and a `stop` whose folds have not ended yet. */
export function goCommand(
  run: string,
  { runs }: PauseOptions,
  out: Output = process.stdout,
): Promise<number> {
  return askSession({ run, runs, wish: 'go', answerOf: goesOnText, waitingFor: () => undefined }, out)
}

function pausedText(sight: Sight) {
  if (!sight.isTaken || sight.isOver || !isHeldByUser(sight)) return undefined
  const { size } = sight.state.running
  const folds =
    size === 0 ? '' : ` when ${counted(size, 'fold')} in flight ${size === 1 ? 'has' : 'have'} ended`
  return { code: 0, text: `${sight.name} is paused${folds}. Go on: nightsweep go ${sight.words}` }
}

/** A run that goes on is over as before until its session begins. */
function notOpenYet({ isTaken, state }: Sight): string | undefined {
  const isOpen = state.status !== 'preparing' && !isOver(state)
  return isTaken && !isOpen ? 'pauses when its images and its engine are there' : undefined
}

function goesOnText(sight: Sight) {
  if (!sight.isTaken || sight.isOver || isHeldByUser(sight)) return undefined
  const other = sight.state.holds.at(-1)
  if (other === undefined) return { code: 0, text: `${sight.name} goes on.` }
  return { code: 1, text: `${sight.name} is still paused: ${other.reason}` }
}
