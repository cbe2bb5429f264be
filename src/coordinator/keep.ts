import type { RunEvent } from '../run/event.ts'
import type { RunState } from '../run/state.ts'
import type { RunStore } from '../store/run-folder.ts'
import { noRoomText, sacrificeCache } from './full-disk.ts'
import { createHolds, type Holds } from './holds.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { type PatienceOptions, patient } from './patience.ts'
import { createSnapshots } from './snapshots.ts'

export interface Keeping extends Pick<PatienceOptions, 'signal' | 'wait'> {
  readonly begun?: RunState | undefined
  readonly onEvent?: (event: RunEvent, state: RunState) => void
  readonly now?: () => Date
  /** See `sacrificeCache`. */
  readonly makeRoom?: (folder: string, code: string) => Promise<string | undefined>
}

/** A run's ledger over its folder: a disk that takes nothing holds the sweep until it does, and loses nothing. */
export function keepRun(
  store: Pick<RunStore, 'folder' | 'append' | 'snapshot' | 'hasBegun'>,
  { begun, onEvent, now = () => new Date(), makeRoom = sacrificeCache, signal, wait }: Keeping,
): { readonly ledger: Ledger; readonly holds: Holds } {
  const note = (level: 'info' | 'warning', text: string) => ledger.record({ type: 'note', level, text })
  let heldFor: string | undefined
  const append = patient({
    append: store.append,
    hasBegun: () => store.hasBegun,
    async makeRoom(code) {
      const text = await makeRoom(store.folder, code)
      if (text !== undefined) note('warning', text)
      return text !== undefined
    },
    async onWait(code) {
      if (heldFor !== code) holds.hold('disk', await noRoomText(store.folder, code))
      heldFor = code
    },
    onRoom() {
      heldFor = undefined
      holds.release('disk')
    },
    signal,
    ...(wait === undefined ? {} : { wait }),
  })
  const ledger = createLedger({
    ...(begun === undefined ? {} : { begun }),
    append,
    now,
    onEvent,
    onWritten: createSnapshots(store.snapshot, text => note('warning', text)),
  })
  const holds = createHolds(ledger)
  return { ledger, holds }
}
