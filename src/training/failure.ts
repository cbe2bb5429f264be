import { messageOf } from '../base/errors.ts'
import type { Failure } from '../trial/job.ts'

/** Training left the numbers: nothing after this epoch means anything. */
export class Diverged extends Error {
  override readonly name = 'Diverged'

  constructor(what: string, value: number, epoch: number) {
    super(`training diverged: the ${what} became ${value} at epoch ${epoch}; a smaller learningRate may help`)
  }
}

const outOfMemory =
  /out of memory|out of bounds|\bOOM\b|allocat|ResourceExhausted|Invalid typed array length/i

/** Why a fold failed, and a sentence about it for the leaderboard. */
export function failureOf(error: unknown, epoch: number): Pick<Failure, 'cause' | 'error'> {
  const message = messageOf(error)
  if (error instanceof Diverged) return { cause: 'diverged', error: message }
  if (!outOfMemory.test(message)) return { cause: 'error', error: message }
  const words = `out of memory at epoch ${epoch} (${message}); a smaller batchSize, unfreezeDepth or data.imageSize needs less`
  return { cause: 'outOfMemory', error: words }
}
