import { hostname } from 'node:os'
import { programVersion } from '../base/program-version.ts'
import type { Host } from '../execution/host/host.ts'
import { journalVersion } from '../run/event.ts'
import type { RunStore } from '../store/run-folder.ts'
import type { SweepData } from '../sweep/inspect-data.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { duplicatesByPlace, tellDuplicates } from './duplicates.ts'
import { engineName, recordLatencies } from './latencies.ts'
import type { Ledger } from './ledger.ts'
import { checkUnchanged, splitImages } from './split-images.ts'

/** What a session stands on, and what was found on the way. */
export interface Inputs extends SweepData {
  readonly notes: readonly string[]
}

/** From here on the run has a session: what the host said until now is written, too. Gives the number of folds, and of further splits. */
export async function beginSession(
  sweep: Sweep,
  { split, dataset, notes }: Inputs,
  store: RunStore,
  { opened, setFolds }: Host,
  ledger: Ledger,
): Promise<{ k: number; repeats: number }> {
  const { engine, workers, images, imagesHash, skipped } = opened
  const { data } = ledger.state
  const duplicates = data?.duplicates ? duplicatesByPlace(data.duplicates, images) : opened.duplicates
  const { folds, leftOut, repeats } = splitImages(split, images, skipped, duplicates)
  checkUnchanged(ledger.state, folds, imagesHash)
  if (data === undefined) {
    const told = duplicates && tellDuplicates(sweep, duplicates, images, dataset, folds)
    ledger.record({
      type: 'data',
      classes: dataset.classes,
      images: images.length - leftOut.length,
      skipped: [...skipped, ...leftOut],
      imagesHash,
      folds: { k: folds.k, hash: folds.hash },
      holdout: folds.of.filter(fold => fold === -1).length,
      ...(told && { duplicates: told.duplicates }),
    })
    for (const text of dataset.reading ?? []) ledger.record({ type: 'note', level: 'info', text })
    for (const { level, text } of opened.pictureNotes) ledger.record({ type: 'note', level, text })
    const notes = [...(dataset.notes ?? []), ...(told?.warnings ?? [])]
    for (const text of notes) ledger.record({ type: 'note', level: 'warning', text })
  }
  const unkept = await store.keepFolds(folds, images)
  ledger.record({
    type: 'session',
    engine: engineName(engine),
    device: engine.device,
    workers,
    version: journalVersion,
    host: hostname(),
    program: programVersion,
  })
  for (const text of [...notes, ...(unkept === undefined ? [] : [unkept])])
    ledger.record({ type: 'note', level: 'warning', text })
  recordLatencies(opened, ledger)
  ledger.open()
  setFolds({ k: folds.k, of: folds.of, repeats: repeats.map(({ of }) => of), imagesHash })
  return { k: folds.k, repeats: repeats.length }
}
