import { copyFile } from 'node:fs/promises'
import path from 'node:path'
import { messageOf, UserError } from '../../base/errors.ts'
import { journalVersion, type RunEvent } from '../../run/event.ts'
import { readCheckpoint } from '../checkpoint.ts'
import { sealOf } from '../checksum.ts'
import { arriving } from '../moved.ts'
import { parseLine } from '../parse.ts'
import { foldsPath, journalPath } from '../paths.ts'
import { createRun } from '../run-folder.ts'
import { beginningOf } from './beginning.ts'
import { damagedLines, utf16 } from './lines.ts'
import { createSalvage, type Salvage } from './salvage.ts'

export interface Repaired extends Pick<Salvage, 'state' | 'leftOut' | 'lostTrials' | 'again'> {
  /** Lines of the old journal. */
  readonly lines: number
  /** Lines that the checkpoint knew and that the journal has no more: its end was cut off. */
  readonly missing: number
  readonly events: readonly RunEvent[]
  /** An editor had saved it as UTF-16. */
  readonly isRecoded: boolean
  /** What came from the checkpoint, as the journal has lost it. */
  readonly fromCheckpoint: readonly ('run' | 'data')[]
}

/** What can be kept of a run's journal; changes nothing. Throws UserError where nothing says what the run was. */
export async function salvageRun(folder: string): Promise<Repaired> {
  const file = journalPath(folder)
  const salvage = createSalvage()
  const events: RunEvent[] = []
  const known = await readCheckpoint(folder, { hasCurves: false, isAlone: true })
  const spare = known && beginningOf(known, folder)
  const fromCheckpoint: ('run' | 'data')[] = []
  const firstSaid = new Map<string, number>()
  let [line, version] = [0, 0]

  function instead(type: 'run' | 'data'): void {
    const event = spare?.[type]
    if (event === undefined) return
    fromCheckpoint.push(type)
    events.push(...salvage.take(event, 0))
  }

  for await (const text of damagedLines(file)) {
    line++
    const first = firstSaid.get(text)
    if (first !== undefined) {
      salvage.repeat(line, first)
      continue
    }
    const isSealed = sealOf(text.trimEnd()) === 'whole'
    if (isSealed) firstSaid.set(text, line)
    // Without its first line nothing but the seal tells the version of the others.
    if (version === 0 && line > 1 && isSealed) version = journalVersion
    try {
      if (version === 0 && line > 1) throw new UserError('nothing tells the version of this line any more')
      const parsed = parseLine(text, `${file}:${line}`, { line, version })
      version = parsed.version
      const event = arriving(parsed.event, path.resolve(folder))
      if (salvage.state.data === undefined && event.type === 'trialStarted') instead('data')
      events.push(...salvage.take(event, line))
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      salvage.lose(line, messageOf(error))
      if (line === 1) instead('run')
    }
    if (line === 1 && salvage.state.sweep === undefined)
      throw new UserError('the first line, which says what the run was, is damaged', {
        where: `${file}:1`,
        details: salvage.leftOut.map(({ reason }) => reason),
        next: 'No checkpoint knows it either: restore the journal from a copy, or start a new run.',
      })
  }
  if (line === 0)
    throw new UserError('the journal is empty: there is nothing to repair from', {
      where: file,
      next:
        known === undefined
          ? 'Restore it from a copy, or start a new run.'
          : 'Restore it from a copy, or start a new run; run.json still tells what results there were.',
    })
  const { state, leftOut, lostTrials, again } = salvage
  const isRecoded = (await utf16(file)) !== undefined
  const missing = Math.max(0, (known?.position.line ?? 0) - line)
  return { lines: line, missing, events, isRecoded, fromCheckpoint, state, leftOut, lostTrials, again }
}

/** Writes what was kept as a new run; gives its folder. */
export async function writeRepaired(
  folder: string,
  events: readonly RunEvent[],
  [runs, name]: readonly [runs: string, name: string],
): Promise<string> {
  const store = await createRun(runs, name, { exact: true })
  try {
    for (let at = 0; at < events.length; at += batch)
      await store.append(
        events.slice(at, at + batch).map(event => (event.type === 'run' ? { ...event, name } : event)),
      )
    await copyFile(foldsPath(folder), foldsPath(store.folder)).catch(() => undefined)
    await store.snapshot(await store.readState())
    return store.folder
  } finally {
    await store.close()
  }
}

const batch = 1000
