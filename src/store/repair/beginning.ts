import { journalVersion, type RunEvent } from '../../run/event.ts'
import type { Checkpoint } from '../checkpoint.ts'

/** A run's first line and that of its images, as the checkpoint knows them, for a journal that has lost its own. */
export function beginningOf({
  state,
}: Checkpoint): { readonly run: RunEvent; readonly data?: RunEvent } | undefined {
  const {
    name,
    sweep,
    objective,
    objectives,
    seed,
    lookAhead,
    scoring,
    fileHash,
    startedAt: at,
    data,
  } = state
  if (sweep === undefined) return undefined
  const run: RunEvent = {
    type: 'run',
    version: journalVersion,
    at,
    name,
    sweep,
    ...objective,
    objectives,
    seed,
    ...(lookAhead === undefined ? {} : { lookAhead }),
    ...(scoring === undefined ? {} : { scoring }),
    ...(fileHash === undefined ? {} : { fileHash }),
  }
  return data === undefined ? { run } : { run, data: { type: 'data', at, ...data } }
}
