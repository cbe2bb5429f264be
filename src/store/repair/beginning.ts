import path from 'node:path'
import { type EventOf, journalVersion, type RunEvent } from '../../run/event.ts'
import type { Checkpoint } from '../checkpoint.ts'
import { arriving, leaving } from '../moved.ts'

/** A run's first line and that of its images, as the checkpoint knows them, also one that was copied along; for a journal that has lost its own. */
export function beginningOf(
  { state, folder: before }: Checkpoint,
  folder: string,
): { readonly run: RunEvent; readonly data?: RunEvent } | undefined {
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
  const run: EventOf<'run'> = {
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
  const moved = arriving(leaving(run, before), path.resolve(folder))
  return data === undefined ? { run: moved } : { run: moved, data: { type: 'data', at, ...data } }
}
