import { messageOf } from '../base/errors.ts'
import { type Trouble, troubleOf } from '../engine/trouble.ts'
import type { Failure } from '../trial/job.ts'

/** Training left the numbers: nothing after this epoch means anything. */
export class Diverged extends Error {
  override readonly name = 'Diverged'

  constructor(what: string, value: number, epoch: number) {
    super(`training diverged: the ${what} became ${value} at epoch ${epoch}; a smaller learningRate may help`)
  }
}

type Why = Pick<Failure, 'cause' | 'error'>

/** Why a fold failed, and a sentence about it for the leaderboard. */
export function failureOf(error: unknown, epoch: number): Why {
  if (error instanceof Diverged) return { cause: 'diverged', error: messageOf(error) }
  const trouble = troubleOf(error)
  return trouble === undefined ? { cause: 'error', error: messageOf(error) } : failureBy(trouble, epoch)
}

/** Why a fold failed that was not to blame: its engine did, or had no room for it. Before the first epoch: without one. */
export function failureBy({ cause, error }: Trouble, epoch?: number): Why {
  const when = epoch === undefined ? '' : ` at epoch ${epoch}`
  if (cause === 'lost') return { cause, error: `the engine failed${when}: ${error}` }
  const advice = 'a smaller batchSize, unfreezeDepth or data.imageSize, or fewer workers, need less'
  return { cause, error: `out of memory${when} (${error}); ${advice}` }
}
