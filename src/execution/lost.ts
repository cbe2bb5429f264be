import type { Outcome } from '../trial/job.ts'

/** Work whose results are gone or cannot be believed, through no fault of its own: it may be tried again. */
export class Lost extends Error {
  override readonly name = 'Lost'
}

/** What became of a fold that an engine was lost under, whatever the fold itself thought of it. */
export function lostOutcome(
  error: string,
  { epochs, seconds }: Pick<Outcome, 'epochs' | 'seconds'>,
): Outcome {
  return { status: 'failed', error, lost: true, epochs, seconds }
}
