import { journalVersion } from '../run/event.ts'
import { aimsOf } from '../sweep/objective.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { fileHashOf } from './edited-file.ts'
import type { Ledger } from './ledger.ts'
import type { LookAhead } from './schedule/look-ahead.ts'

/** The journal's first lines: what is to be done, and what was found in the file. */
export async function beginRun(
  sweep: Sweep,
  name: string,
  lookAhead: LookAhead,
  ledger: Ledger,
): Promise<void> {
  const fileHash = await fileHashOf(sweep.file)
  const { notes = [], ...written } = sweep
  const { objective, seed } = written
  const { metric, goal } = objective
  ledger.record({
    type: 'run',
    version: journalVersion,
    name,
    sweep: written,
    metric,
    goal,
    objectives: aimsOf(objective),
    seed,
    lookAhead,
    scoring: 'crossFitted',
    ...(fileHash === undefined ? {} : { fileHash }),
  })
  for (const text of notes) ledger.record({ type: 'note', level: 'warning', text })
  ledger.open()
  await ledger.flush()
}
